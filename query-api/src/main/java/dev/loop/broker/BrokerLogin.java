package dev.loop.broker;

import dev.loop.files.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/**
 * The login to our own Kafka: one user with a password, made at the first start and kept in a file that only the owner
 * of the data directory can read. Without it, every program on the machine could read and write every topic, keys
 * included. SCRAM does not send the password itself, so that a program that has taken the port does not learn it.
 */
final class BrokerLogin {

    static final String USER = "loop";
    static final String MECHANISM = ScramMechanism.SCRAM_SHA_256.mechanismName();

    /** The file with the password alone, on one line. */
    static final String PASSWORD_FILE = "kafka-password";

    /**
     * The file of settings with which a Kafka client connects; made anew at each start, since the port may be another.
     */
    static final String CLIENT_FILE = "kafka-client.properties";

    private static final int PASSWORD_BYTES = 24;

    private final Path data;
    private final String password;

    private BrokerLogin(Path data, String password) {
        this.data = data;
        this.password = password;
    }

    static BrokerLogin in(Path data) {
        Path file = data.resolve(PASSWORD_FILE);
        try {
            String password = SecretFile.readOrMake(file, () -> random() + "\n");
            // The password stands in quotes in a configuration, and a file cut short would hold one that is easily
            // guessed.
            if (!password.matches("[A-Za-z0-9_-]{20,}")) {
                throw new BrokerException(
                        "The file " + file + ", which holds the password of our own Kafka, is damaged."
                                + " Remove it to have another password made.");
            }
            return new BrokerLogin(data, password);
        } catch (IOException e) {
            throw new BrokerException("The password of our own Kafka cannot be kept in " + file + ": " + e, e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String jaas() {
        return ScramLoginModule.class.getName() + " required username=\"" + USER + "\" password=\"" + password + "\";";
    }

    /** Returns the settings of a client of the broker at an address. */
    Map<String, Object> clientSettings(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>(named(bootstrapServers));
        // Kafka neither logs nor prints what it gets as a password.
        settings.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(jaas()));
        return settings;
    }

    private Map<String, String> named(String bootstrapServers) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, SecurityProtocol.SASL_PLAINTEXT.name);
        settings.put(SaslConfigs.SASL_MECHANISM, MECHANISM);
        settings.put(SaslConfigs.SASL_JAAS_CONFIG, jaas());
        return settings;
    }

    Path clientFile() {
        return data.resolve(CLIENT_FILE);
    }

    void writeClientFile(String bootstrapServers) {
        String lines = named(bootstrapServers).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            SecretFile.write(clientFile(), lines);
        } catch (IOException e) {
            throw new BrokerException(
                    "What clients of our own Kafka need cannot be written to " + clientFile() + ": " + e, e);
        }
    }

    /** Makes every listener admit this user alone. */
    void addTo(Properties broker, String... listeners) {
        broker.setProperty("sasl.enabled.mechanisms", MECHANISM);
        broker.setProperty("sasl.mechanism.inter.broker.protocol", MECHANISM);
        broker.setProperty("sasl.mechanism.controller.protocol", MECHANISM);
        for (String listener : listeners) {
            String prefix = new ListenerName(listener).saslMechanismConfigPrefix(MECHANISM);
            broker.setProperty(prefix + SaslConfigs.SASL_JAAS_CONFIG, jaas());
            broker.setProperty(prefix + "sasl.server.callback.handler.class", ScramPasswordHandler.class.getName());
        }
    }

    @Override
    public String toString() {
        return "BrokerLogin[" + USER + " of " + data.resolve(PASSWORD_FILE) + "]";
    }
}
