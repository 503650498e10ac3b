package hudson;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One line of a log, to which notes add tags; the text itself is always escaped. */
public class MarkupText {
    private final String text;
    private final List<Tag> tags = new ArrayList<>();

    private record Tag(int pos, int order, String markup) {}

    public MarkupText(String text) {
        this.text = text;
    }

    public String getText() {
        return text;
    }

    public int length() {
        return text.length();
    }

    public char charAt(int index) {
        return text.charAt(index);
    }

    /** Puts a tag before and one after the characters from {@code startPos} up to, not including, {@code endPos}. */
    public void addMarkup(int startPos, int endPos, String startTag, String endTag) {
        int end = Math.min(endPos, text.length());
        tags.add(new Tag(startPos, tags.size(), startTag));
        tags.add(new Tag(end, -tags.size(), endTag));
    }

    public void addMarkup(int pos, String tag) {
        addMarkup(pos, pos, tag, "");
    }

    public String toString(boolean preEscape) {
        List<Tag> sorted = new ArrayList<>(tags);
        sorted.sort(Comparator.comparingInt(Tag::pos).thenComparingInt(Tag::order));
        StringBuilder out = new StringBuilder();
        int pos = 0;
        for (Tag tag : sorted) {
            out.append(escape(text.substring(pos, tag.pos()), preEscape)).append(tag.markup());
            pos = tag.pos();
        }
        return out.append(escape(text.substring(pos), preEscape)).toString();
    }

    private static String escape(String s, boolean preEscape) {
        String escaped = Util.xmlEscape(s);
        return preEscape ? escaped : escaped.replace("\n", "<br>");
    }
}
