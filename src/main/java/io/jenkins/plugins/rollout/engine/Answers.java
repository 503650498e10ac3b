package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Question;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks what an approver answered. */
final class Answers {
    static final int LONGEST = 2000;

    private Answers() {}

    /** An answer that cannot be taken. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        private final String question;

        Wrong(String question, String message) {
            super(field(question) + ": " + message);
            this.question = question;
        }

        /** {@code answers.<name>}. */
        String field() {
            return field(question);
        }

        private static String field(String question) {
            return "answers." + question;
        }
    }

    /**
     * The answers, without those that are blank.
     *
     * @throws Wrong for the first that cannot be taken
     */
    static Map<String, String> checked(List<Question> questions, Map<String, String> given) throws Wrong {
        for (String name : given.keySet()) {
            if (questions.stream().noneMatch(question -> question.name().equals(name))) {
                throw new Wrong(name, questions.isEmpty()
                        ? "is not asked; this gate asks nothing"
                        : "is not asked; asked are "
                                + String.join(", ", questions.stream().map(Question::name).toList()));
            }
        }
        var answers = new TreeMap<String, String>();
        for (Question question : questions) {
            String answer = given.get(question.name());
            if (answer != null && !answer.isBlank()) {
                check(question, answer);
                answers.put(question.name(), answer);
            } else if (!question.optional()) {
                throw new Wrong(question.name(), "missing; answer '" + question.label() + "'" + options(question));
            }
        }
        return answers;
    }

    private static void check(Question question, String answer) throws Wrong {
        boolean known = switch (question.kind()) {
            case CHOICE -> question.choices().contains(answer);
            case YES_NO -> answer.equals("true") || answer.equals("false");
            case TEXT -> true;
        };
        if (!known) {
            throw new Wrong(question.name(), "is not among the answers" + options(question));
        }
        if (answer.length() > LONGEST) {
            throw new Wrong(question.name(), "has " + answer.length() + " characters; at most " + LONGEST);
        }
        if (answer.chars().anyMatch(c -> Character.isISOControl(c) && "\n\r\t".indexOf(c) < 0)) {
            throw new Wrong(question.name(), "has a control character in it");
        }
    }

    private static String options(Question question) {
        return switch (question.kind()) {
            case CHOICE -> "; one of " + String.join(", ", question.choices());
            case YES_NO -> "; true or false";
            case TEXT -> "";
        };
    }
}
