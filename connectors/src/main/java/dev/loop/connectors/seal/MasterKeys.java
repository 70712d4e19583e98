package dev.loop.connectors.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The master keys of a process. The first one seals, and each of them opens: a new key stands before the old one, which
 * goes once nothing is sealed with it any more. The cipher is AES-256-GCM with a random nonce; a key has room for
 * billions of them. Thread-safe.
 *
 * <p>The JDK's cipher rather than Tink, which would bring Protocol Buffers along (5 MB) for this one call.
 */
public final class MasterKeys {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_BYTES = 4;
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String primary;
    private final Map<String, SecretKey> byId;

    private MasterKeys(String primary, Map<String, SecretKey> byId) {
        this.primary = primary;
        this.byId = byId;
    }

    /**
     * Reads one key or more, with commas or white space between them, the one that seals first.
     *
     * @throws IllegalArgumentException whose message is the rest of a sentence that begins with where they were, and tells
     *     nothing of the keys
     */
    public static MasterKeys parse(String text) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        for (String one : text.strip().split("[,\\s]+")) {
            byte[] bytes = decoded(one);
            keys.put(id(bytes), new SecretKeySpec(bytes, "AES"));
        }
        return new MasterKeys(keys.keySet().iterator().next(), keys);
    }

    private static byte[] decoded(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException notBase64) {
            bytes = new byte[0];
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("has to hold 32 random bytes in base 64, the output of"
                    + " `openssl rand -base64 32`; several such keys with commas between them, the new one first.");
        }
        return bytes;
    }

    /** Returns a new key, as text. */
    public static String random() {
        byte[] bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns an id that tells which key it is, and nothing of the key. */
    private static String id(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("loop master key id".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(key), ID_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns the id of the key that seals. */
    public String primary() {
        return primary;
    }

    public Set<String> ids() {
        return byId.keySet();
    }

    /**
     * Returns the text sealed for its place. Sealed text that no key here opens stays as it is, for an instance that
     * has the key.
     */
    public String seal(String text, SecretPlace place) {
        if (missingKey(text).isPresent()) {
            return text;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, primary, nonce, place);
            byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] data = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, data, nonce.length, sealed.length);
            return new SealedText(
                            primary, Base64.getUrlEncoder().withoutPadding().encodeToString(data))
                    .toString();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Returns the text that was sealed for this place; text that is not sealed, or cannot be opened, is returned
     * unchanged.
     */
    public String open(String text, SecretPlace place) {
        Optional<SealedText> sealed = SealedText.parse(text).filter(known -> byId.containsKey(known.keyId()));
        return sealed.isEmpty() ? text : opened(sealed.get(), place).orElse(text);
    }

    private Optional<String> opened(SealedText sealed, SecretPlace place) {
        try {
            byte[] data = Base64.getUrlDecoder().decode(sealed.data());
            if (data.length < NONCE_BYTES) {
                return Optional.empty();
            }
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, sealed.keyId(), Arrays.copyOf(data, NONCE_BYTES), place);
            return Optional.of(
                    new String(cipher.doFinal(data, NONCE_BYTES, data.length - NONCE_BYTES), StandardCharsets.UTF_8));
        } catch (AEADBadTagException | IllegalArgumentException altered) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, SecretPlace place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, byId.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.bytes());
        return cipher;
    }

    /** Returns whether a text is sealed with the key that seals now, and need not be written anew. */
    public boolean isSealedWithPrimary(String text) {
        return SealedText.parse(text)
                .filter(found -> found.keyId().equals(primary))
                .isPresent();
    }

    /** Returns whether a text begins as sealed text does, which no user's own secret may. */
    public static boolean looksSealed(String text) {
        return text.startsWith(SealedText.PREFIX);
    }

    /** Returns the id of the key that the text is sealed with, if that key is not here. */
    public Optional<String> missingKey(String text) {
        return SealedText.parse(text).map(SealedText::keyId).filter(id -> !byId.containsKey(id));
    }

    @Override
    public String toString() {
        return "MasterKeys" + byId.keySet();
    }
}
