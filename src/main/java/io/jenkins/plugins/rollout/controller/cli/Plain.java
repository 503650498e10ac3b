package io.jenkins.plugins.rollout.controller.cli;

/** Text from outside, for a terminal: nothing in it can move the cursor, colour or forge a line. */
final class Plain {
    private Plain() {}

    static String text(String text) {
        var plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            int kind = Character.getType(c);
            boolean harmless = !Character.isISOControl(c)
                    && kind != Character.FORMAT
                    && kind != Character.LINE_SEPARATOR
                    && kind != Character.PARAGRAPH_SEPARATOR;
            plain.appendCodePoint(harmless ? c : ' ');
        });
        return plain.toString();
    }
}
