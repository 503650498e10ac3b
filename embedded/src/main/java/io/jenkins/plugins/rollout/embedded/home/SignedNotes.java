package io.jenkins.plugins.rollout.embedded.home;

import hudson.console.ConsoleNote;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Console notes as text: signed, because a build's own output stands in the same file. */
public final class SignedNotes {
    private static final String PURPOSE = "console note";
    private static final int SIGNATURE = 32;
    private static final int LARGEST = 64 * 1024;

    private SignedNotes() {}

    public static String encode(ConsoleNote<?> note) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(body)) {
            out.writeObject(note);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(SecretKeys.sign(PURPOSE, body.toByteArray()));
        all.write(body.toByteArray());
        return Base64.getEncoder().encodeToString(all.toByteArray());
    }

    /** Empty for anything this controller did not write. */
    public static Optional<ConsoleNote<?>> decode(String text) {
        try {
            byte[] all = Base64.getDecoder().decode(text);
            if (all.length <= SIGNATURE || all.length > LARGEST) {
                return Optional.empty();
            }
            byte[] body = Arrays.copyOfRange(all, SIGNATURE, all.length);
            if (!SecretKeys.verify(PURPOSE, body, Arrays.copyOf(all, SIGNATURE))) {
                return Optional.empty();
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(body))) {
                in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("maxdepth=10;maxbytes=" + LARGEST));
                return in.readObject() instanceof ConsoleNote<?> note ? Optional.of(note) : Optional.empty();
            }
        } catch (IllegalArgumentException | IOException | ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
