package dev.loop.connectors.webhook.http;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates of a server called {@value #NAME}, with their keys, which guard nothing. Made with the JDK's keytool:
 * {@code self-signed.p12} is good for a hundred years; that of {@code expired.p12} was signed by an authority, which is in
 * it too, and was good for ten days of 2020.
 */
final class Certificates {

    static final String NAME = "hooks.example.test";

    private static final char[] PASSWORD = "changeit".toCharArray();

    static KeyStore selfSigned() throws GeneralSecurityException, IOException {
        return load("self-signed.p12");
    }

    static KeyStore expired() throws GeneralSecurityException, IOException {
        return load("expired.p12");
    }

    private static KeyStore load(String file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Objects.requireNonNull(Certificates.class.getResourceAsStream(file))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    static SSLContext serving(KeyStore store) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Trusts whoever signed it. */
    static SSLContext trusting(KeyStore store) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "server", store.getCertificate(store.containsAlias("authority") ? "authority" : "server"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private Certificates() {}
}
