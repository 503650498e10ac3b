package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import jenkins.management.Badge;

/** Something whose link may carry a badge. */
public interface Badgeable {
    @CheckForNull
    default Badge getBadge() {
        return null;
    }
}
