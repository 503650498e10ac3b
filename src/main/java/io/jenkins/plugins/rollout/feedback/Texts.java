package io.jenkins.plugins.rollout.feedback;

/** Checks what people write. It is text and stays text; what is no text is refused. */
final class Texts {
    private Texts() {}

    /** @return trimmed; empty when nothing was written */
    static String checked(String field, String written, int longest) throws Declined {
        String text = written == null ? "" : written.strip();
        if (text.length() > longest) {
            throw Declined.invalid(field, "has " + text.length() + " characters; at most " + longest);
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && "\n\r\t".indexOf(c) < 0)) {
            throw Declined.invalid(field, "has a control character in it");
        }
        return text;
    }

    static int score(String written) throws Declined {
        try {
            int score = Integer.parseInt(written == null ? "" : written.strip());
            if (Scale.has(score)) {
                return score;
            }
        } catch (NumberFormatException e) {
            throw Declined.invalid("score", Scale.mend(written == null ? "" : written));
        }
        throw Declined.invalid("score", Scale.mend(written));
    }
}
