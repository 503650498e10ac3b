package io.jenkins.plugins.rollout.embedded.home;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import jenkins.model.Jenkins;

/**
 * The home directory's own key: it encrypts secrets in files and signs what the controller must recognise as its own.
 */
public final class SecretKeys {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 12;

    // for a JVM without a controller, such as a unit test of binding
    private static final byte[] HOMELESS = random(32);

    private static File loadedFrom;
    private static byte[] loaded;

    private SecretKeys() {}

    /** In braces, as Jenkins writes them. */
    public static String encrypt(String plain) {
        try {
            byte[] nonce = random(NONCE);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce);
            byte[] body = cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(NONCE + body.length)
                    .put(nonce)
                    .put(body)
                    .array();
            return "{" + Base64.getEncoder().encodeToString(all) + "}";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Null when the text was not encrypted with this key. */
    public static String decrypt(String text) {
        if (text.length() < 3 || text.charAt(0) != '{' || text.charAt(text.length() - 1) != '}') {
            return null;
        }
        try {
            byte[] all = Base64.getDecoder().decode(text.substring(1, text.length() - 1));
            if (all.length <= NONCE) {
                return null;
            }
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, java.util.Arrays.copyOf(all, NONCE));
            return new String(cipher.doFinal(all, NONCE, all.length - NONCE), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return null;
        }
    }

    /** A signature for one purpose, worthless for another. */
    public static byte[] sign(String purpose, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(), "HmacSHA256"));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static boolean verify(String purpose, byte[] data, byte[] signature) {
        return MessageDigest.isEqual(sign(purpose, data), signature);
    }

    private static Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(128, nonce));
        return cipher;
    }

    private static synchronized byte[] key() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        if (jenkins == null) {
            return loaded == null ? HOMELESS : loaded;
        }
        File home = jenkins.getRootDir();
        if (!home.equals(loadedFrom)) {
            try {
                loaded = load(home.toPath().resolve("secret.key"));
                loadedFrom = home;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return loaded;
    }

    private static byte[] load(Path file) throws IOException {
        if (!Files.exists(file)) {
            AtomicFile.write(file, random(32));
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
        return Files.readAllBytes(file);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
