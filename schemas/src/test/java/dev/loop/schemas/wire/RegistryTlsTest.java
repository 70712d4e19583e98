package dev.loop.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind TLS that wants to see a certificate of ours as well. */
class RegistryTlsTest {

    private static final String PASSWORD = "secret-of-a-test";

    @TempDir
    private static Path directory;

    private static Path keyStore;
    private static HttpsServer server;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        keyStore = directory.resolve("both.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "both",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();

        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        // The server's certificate stands in the trust store as well.
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("both", store.getCertificate("both"));
        try (var out = Files.newOutputStream(directory.resolve("trusted.p12"))) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);

        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                var ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/", exchange -> {
            byte[] body = "{\"schema\":\"\\\"string\\\"\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = "https://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static Map<String, Object> configs(boolean trust, boolean key) {
        Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", List.of(url), "max.retries", 0));
        if (trust) {
            configs.put(
                    "schema.registry.ssl.truststore.location",
                    directory.resolve("trusted.p12").toString());
            configs.put("schema.registry.ssl.truststore.password", PASSWORD);
            configs.put("schema.registry.ssl.truststore.type", "PKCS12");
        }
        if (key) {
            configs.put("schema.registry.ssl.keystore.location", keyStore.toString());
            configs.put("schema.registry.ssl.keystore.password", PASSWORD);
            configs.put("schema.registry.ssl.keystore.type", "PKCS12");
            configs.put("schema.registry.ssl.key.password", PASSWORD);
        }
        return configs;
    }

    @Test
    void shouldBeAnswered_whenBothTrustEachOther() {
        assertThat(SchemaRegistryClient.from(configs(true, true)).schemaById(1))
                .isEqualTo(Schema.create(Schema.Type.STRING));
    }

    @Test
    void shouldBeUnavailable_whenOneDoesNotTrustTheOther() {
        for (Map<String, Object> configs : List.of(configs(false, true), configs(true, false))) {
            assertThatThrownBy(() -> SchemaRegistryClient.from(configs).schemaById(1))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void shouldRefuse_whenTheNameIsNotToBeChecked() {
        Map<String, Object> configs = configs(true, true);
        configs.put("schema.registry.ssl.endpoint.identification.algorithm", "");
        assertThatThrownBy(() -> SchemaRegistryClient.from(configs)).isInstanceOf(ConfigException.class);
    }
}
