package hudson.console;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;

/** A link to something of the controller's own. */
public class ModelHyperlinkNote extends HyperlinkNote {
    private static final long serialVersionUID = 1L;

    public ModelHyperlinkNote(String url, int length) {
        super(url, length);
    }

    @Override
    protected String extraAttributes() {
        return " class=\"jenkins-table__link model-link model-link--float\"";
    }

    public static String encodeTo(@NonNull User u) {
        return encodeTo(u, u.getDisplayName());
    }

    public static String encodeTo(User u, String text) {
        return encodeTo('/' + u.getUrl(), text);
    }

    public static String encodeTo(Item item) {
        return encodeTo(item, item.getFullDisplayName());
    }

    public static String encodeTo(Item item, String text) {
        return encodeTo('/' + item.getUrl(), text);
    }

    public static String encodeTo(Run r) {
        return encodeTo('/' + r.getUrl(), r.getDisplayName());
    }

    public static String encodeTo(String url, String text) {
        return encodeTo(url, text, ModelHyperlinkNote::new);
    }
}
