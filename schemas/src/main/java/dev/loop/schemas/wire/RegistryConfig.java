package dev.loop.schemas.wire;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/** Reads the settings of the registry from Confluent's keys. Time-outs are shorter than Confluent's minute. */
final class RegistryConfig {

    private static final String URL = "schema.registry.url";
    private static final String PREFIX = "schema.registry.";
    private static final String BASIC_SOURCE = "basic.auth.credentials.source";
    private static final String BASIC_USER = "basic.auth.user.info";
    private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    private static final String BEARER_TOKEN = "bearer.auth.token";
    private static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    private static final String READ_TIMEOUT = "http.read.timeout.ms";
    private static final String RETRIES = "max.retries";
    private static final String RETRY_WAIT = "retries.wait.ms";
    private static final String MOCK = "mock://";

    private static final ConfigDef KEYS = new ConfigDef()
            .define(
                    URL,
                    Type.LIST,
                    Importance.HIGH,
                    "Addresses of the registry, tried in turn; or mock://scope, process://name.")
            .define(BASIC_SOURCE, Type.STRING, "URL", Importance.MEDIUM, "URL or USER_INFO.")
            .define(BASIC_USER, Type.PASSWORD, null, Importance.MEDIUM, "user:password, for USER_INFO.")
            .define(BEARER_SOURCE, Type.STRING, "STATIC_TOKEN", Importance.MEDIUM, "STATIC_TOKEN.")
            .define(BEARER_TOKEN, Type.PASSWORD, null, Importance.MEDIUM, "The token, for STATIC_TOKEN.")
            .define(CONNECT_TIMEOUT, Type.INT, 5_000, Importance.LOW, "How long to wait for a connection.")
            .define(READ_TIMEOUT, Type.INT, 10_000, Importance.LOW, "How long to wait for an answer.")
            .define(RETRIES, Type.INT, 3, Importance.LOW, "How often to go through all addresses once more.")
            .define(RETRY_WAIT, Type.INT, 200, Importance.LOW, "The wait before the first of these; then it doubles.");

    private final Map<String, Object> configs;
    private final AbstractConfig config;

    RegistryConfig(Map<String, ?> given) {
        // Confluent takes the keys of authentication with and without "schema.registry." in front.
        configs = classesAsNames(given);
        for (String key : List.of(BASIC_SOURCE, BASIC_USER, BEARER_SOURCE, BEARER_TOKEN)) {
            Object prefixed = configs.get(PREFIX + key);
            if (prefixed != null) {
                configs.put(key, prefixed);
            }
        }
        config = new AbstractConfig(KEYS, configs, false);
    }

    /** Returns a copy in which a class stands by its name, as AbstractConfig wants its strings. */
    static Map<String, Object> classesAsNames(Map<String, ?> configs) {
        Map<String, Object> copy = new HashMap<>();
        configs.forEach((key, value) -> copy.put(key, value instanceof Class<?> type ? type.getName() : value));
        return copy;
    }

    SchemaRegistryClient client() {
        List<String> urls = config.getList(URL);
        if (urls.isEmpty()) {
            throw new ConfigException(URL, urls, "needs an address, such as http://127.0.0.1:8081");
        }
        if (urls.stream().anyMatch(url -> url.startsWith(MOCK))) {
            if (urls.size() > 1) {
                throw new ConfigException(URL, urls, "mixes mock:// with other addresses");
            }
            return InMemorySchemaRegistry.scope(urls.get(0).substring(MOCK.length()));
        }
        if (urls.get(0).startsWith(ProcessRegistry.SCHEME)) {
            return ProcessRegistry.named(urls.get(0).substring(ProcessRegistry.SCHEME.length()));
        }
        return new HttpSchemaRegistryClient(new HttpSettings(
                urls.stream().map(RegistryConfig::address).collect(Collectors.toUnmodifiableList()),
                authorization(urls.get(0)),
                tls(),
                Duration.ofMillis(config.getInt(CONNECT_TIMEOUT)),
                Duration.ofMillis(config.getInt(READ_TIMEOUT)),
                config.getInt(RETRIES),
                Duration.ofMillis(config.getInt(RETRY_WAIT))));
    }

    /** Returns the address, freed of credentials and of a slash at the end. */
    private static URI address(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
                throw new IllegalArgumentException("no http:// or https:// address");
            }
            String path = uri.getRawPath().replaceAll("/+$", "");
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
        } catch (IllegalArgumentException e) {
            // The value is left out of the message: it may hold a password.
            throw new ConfigException(URL + " holds " + e.getMessage());
        }
    }

    private Optional<String> authorization(String firstUrl) {
        @Nullable Password token = config.getPassword(BEARER_TOKEN);
        if (token != null) {
            only(BEARER_SOURCE, "STATIC_TOKEN");
            return Optional.of("Bearer " + token.value());
        }
        @Nullable String userInfo;
        if (config.getString(BASIC_SOURCE).equals("USER_INFO")) {
            @Nullable Password given = config.getPassword(BASIC_USER);
            if (given == null) {
                throw new ConfigException(
                        BASIC_SOURCE + " is USER_INFO, so " + BASIC_USER + " has to be user:password");
            }
            userInfo = given.value();
        } else {
            only(BASIC_SOURCE, "URL");
            userInfo = URI.create(firstUrl).getUserInfo();
        }
        return Optional.ofNullable(userInfo)
                .map(info -> "Basic "
                        + Base64.getEncoder().encodeToString(info.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private void only(String key, String supported) {
        if (!config.getString(key).equals(supported)) {
            throw new ConfigException(
                    key,
                    config.getString(key),
                    "is not supported here: use " + supported + ", or Confluent's own serializers");
        }
    }

    /** Reads Kafka's own keys for TLS: JKS, PKCS12 and PEM, files and inline. */
    private Optional<SSLContext> tls() {
        Map<String, Object> ssl = new HashMap<>();
        configs.forEach((key, value) -> {
            if (key.startsWith(PREFIX + "ssl.")) {
                ssl.put(key.substring(PREFIX.length()), value);
            }
        });
        if (ssl.isEmpty()) {
            return Optional.empty();
        }
        if ("".equals(ssl.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG))) {
            throw new ConfigException(PREFIX + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG
                    + " cannot be switched off: give the certificate the host's name");
        }
        ConfigDef keys = new ConfigDef();
        SslConfigs.addClientSslSupport(keys);
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(new AbstractConfig(keys, ssl, false).values());
            return Optional.of(factory.sslContext());
        }
    }
}
