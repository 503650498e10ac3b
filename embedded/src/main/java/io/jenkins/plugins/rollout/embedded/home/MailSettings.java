package io.jenkins.plugins.rollout.embedded.home;

import java.util.Map;
import java.util.TreeMap;

/**
 * How the embedded controller sends letters: {@code mail: {host: 127.0.0.1, port: 25, from: rollouts@example.com, addresses:
 * {alice: alice@example.com}}}.
 *
 * @param host empty where it sends none
 * @param tls whether the connection must be encrypted by STARTTLS
 * @param user empty where the server asks for none
 * @param password of that user
 * @param addresses by ids of people
 */
public record MailSettings(
        String host, int port, String from, boolean tls, String user, String password, Map<String, String> addresses) {
    public static final MailSettings NONE = new MailSettings("", 0, "", false, "", "", Map.of());

    private static final int SMTP = 25;
    private static final int LAST_PORT = 65535;

    /** What stands for a secret in a text is filled in by who knows the secrets. */
    interface Secrets {
        String fill(YamlMap map, String name) throws ConfigurationException;
    }

    static MailSettings read(YamlMap mail, Secrets secrets) throws ConfigurationException {
        if (mail.names().isEmpty()) {
            return NONE;
        }
        mail.only("host", "port", "from", "tls", "user", "password", "addresses");
        Map<String, String> addresses = new TreeMap<>();
        YamlMap written = mail.map("addresses");
        for (String id : written.names()) {
            addresses.put(id, written.mandatory(id, "an address"));
        }
        return new MailSettings(
                mail.mandatory("host", "smtp.example.com"),
                port(mail),
                mail.mandatory("from", "rollouts@example.com"),
                mail.yes("tls"),
                mail.text("user").orElse(""),
                mail.names().contains("password") ? secrets.fill(mail, "password") : "",
                addresses);
    }

    private static int port(YamlMap mail) throws ConfigurationException {
        String written = mail.text("port").orElse(Integer.toString(SMTP));
        if (!written.matches("\\d{1,5}") || Integer.parseInt(written) < 1 || Integer.parseInt(written) > LAST_PORT) {
            throw mail.problem("port", "'" + written + "' is no port; write a number from 1 to 65535");
        }
        return Integer.parseInt(written);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "mail by " + host + ":" + port;
    }
}
