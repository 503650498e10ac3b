package hudson.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.Util;
import io.jenkins.plugins.rollout.embedded.home.SecretKeys;
import java.io.Serializable;

/** A text that is never written in the clear: files get it encrypted with a key of the home directory. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;

    @NonNull
    private final transient String value;

    private Secret(@NonNull String value) {
        this.value = value;
    }

    @NonNull
    public static Secret fromString(@CheckForNull String data) {
        String text = Util.fixNull(data);
        String plain = SecretKeys.decrypt(text);
        return new Secret(plain == null ? text : plain);
    }

    @CheckForNull
    public static Secret decrypt(@CheckForNull String data) {
        String plain = data == null ? null : SecretKeys.decrypt(data);
        return plain == null ? null : new Secret(plain);
    }

    @NonNull
    public String getPlainText() {
        return value;
    }

    @NonNull
    public static String toString(@CheckForNull Secret s) {
        return s == null ? "" : s.value;
    }

    @Nullable
    public static String toPlainText(@CheckForNull Secret s) {
        return s == null ? null : s.value;
    }

    public String getEncryptedValue() {
        return SecretKeys.encrypt(value);
    }

    /** The text itself, as in Jenkins: never print a secret. */
    @Override
    @Deprecated
    public String toString() {
        return value;
    }

    @Override
    public boolean equals(Object that) {
        return that instanceof Secret s && value.equals(s.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    private Object writeReplace() {
        return new Encrypted(getEncryptedValue());
    }

    private record Encrypted(String text) implements Serializable {
        private Object readResolve() {
            return fromString(text);
        }
    }
}
