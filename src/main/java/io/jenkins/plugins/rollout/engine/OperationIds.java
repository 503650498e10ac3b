package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.TargetRef;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Ids of operations. The same target in the same attempt of the same phase has the same id, however often a resumed
 * Pipeline asks for it, so that it is called once.
 */
public final class OperationIds {
    private OperationIds() {}

    private static final Pattern AGAIN = Pattern.compile("(.*):again(\\d+)");

    /** The id of the operation that repeats one that had been done, because its world has changed. */
    static String again(String id) {
        Matcher before = AGAIN.matcher(id);
        return before.matches()
                ? before.group(1) + ":again" + (Integer.parseInt(before.group(2)) + 1)
                : id + ":again1";
    }

    public static String of(String rolloutId, String phase, Action action, int attempt, TargetRef target) {
        var checksum = new CRC32C();
        checksum.update(target.definition().toString().getBytes(StandardCharsets.UTF_8));
        String which = HexFormat.of().toHexDigits((int) checksum.getValue());
        return rolloutId + ":" + phase + ":" + action.word() + ":" + attempt + ":" + which;
    }
}
