package io.jenkins.plugins.rollout.metric.exposition;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One sample line, read from left to right: {@code name{label="value"} 1.5 1700000000 # {trace_id="x"} 0.7}. */
final class Line {
    private final String text;
    private final int number;
    private int at;
    private String name = "";
    private final Map<String, String> labels = new HashMap<>();
    private double value;

    private Line(String text, int number) {
        this.text = text;
        this.number = number;
    }

    static Line parse(String text, int number) {
        var line = new Line(text, number);
        line.read();
        return line;
    }

    Series series(Types types) {
        return new Series(name, labels, value, types.of(name));
    }

    private void read() {
        name = word("{ \t");
        blanks();
        if (peek() == '{') {
            at++;
            labels();
        }
        require(!name.isEmpty());
        blanks();
        value = number(word(" \t#"));
        blanks();
        if (at < text.length() && peek() != '#') {
            number(word(" \t#")); // a timestamp, which only has to be one
            blanks();
        }
        require(at == text.length() || peek() == '#'); // an exemplar may follow
    }

    private void labels() {
        blanks();
        while (peek() != '}') {
            boolean quoted = peek() == '"';
            String label = quoted ? quoted() : word("= \t,}");
            blanks();
            if (quoted && name.isEmpty() && (peek() == ',' || peek() == '}')) {
                name = label; // Prometheus 3 writes names with unusual characters inside the braces
            } else {
                require(peek() == '=' && !label.isEmpty());
                at++;
                blanks();
                labels.put(label, quoted());
                blanks();
            }
            require(peek() == ',' || peek() == '}');
            if (peek() == ',') {
                at++;
                blanks();
            }
        }
        at++;
    }

    private String quoted() {
        require(peek() == '"');
        var plain = new StringBuilder();
        at++;
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c == '\\') {
                char escaped = peek();
                at++;
                plain.append(escaped == 'n' ? '\n' : escaped);
            } else {
                plain.append(c);
            }
        }
        at++;
        return plain.toString();
    }

    private String word(String ends) {
        int from = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private char peek() {
        require(at < text.length());
        return text.charAt(at);
    }

    private double number(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String unsigned = lower.startsWith("+") || lower.startsWith("-") ? lower.substring(1) : lower;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) {
            return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (lower.equals("nan")) {
            return Double.NaN;
        }
        boolean hexadecimal = unsigned.startsWith("0x");
        require(!unsigned.isEmpty() && (hexadecimal || !unsigned.matches(".*[a-df-z]"))); // Java's 1d and 1f are none
        try {
            return Double.parseDouble(lower);
        } catch (NumberFormatException e) {
            throw misunderstood();
        }
    }

    private void require(boolean fine) {
        if (!fine) {
            throw misunderstood();
        }
    }

    private IllegalArgumentException misunderstood() {
        return new IllegalArgumentException("line " + number + " of the exposition is not understood");
    }
}
