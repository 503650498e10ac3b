package io.jenkins.plugins.rollout.embedded.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.http.ServerUrl;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.feedback.NameRule;
import io.jenkins.plugins.rollout.policy.Delegation;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.policy.PolicyText;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.service.Administration;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an administrator wrote: who there is and may do what, secrets, servers, policy. All of it stands in one YAML
 * file:
 *
 * <pre>{@code
 * users:
 *   alice: {password: alice, name: Alice Apple, groups: [release-managers], permissions: [Job/Build]}
 * groups:
 *   release-managers: {permissions: [Rollout/Approve, Rollout/Operate]}
 * anonymous: {permissions: [Job/Read]}
 * authenticated: {permissions: [Job/Read]}
 * secrets:
 *   prometheus-token: s3cr3t
 * servers:
 *   prometheus:
 *     prod: {url: "http://127.0.0.1:9090", headers: {Authorization: "Bearer ${prometheus-token}"}}
 * delegations: {alice: {to: bob, until: 2026-12-24}}
 * live: {checkout: {production: "2.3.1"}}
 * policy: {selfApproval: false, freeUrls: ["http://127.0.0.1:9000/"]}
 * policies:
 *   - {name: production, environments: production, minQuorum: 2}
 * templates:
 *   - {name: web-service, phases: [{name: canary, exposure: 5}, {name: full}]}
 * audiences:
 *   - {name: beta, list: [alice], rules: [{attribute: country, values: [DE]}], percent: 10}
 * notify:
 *   - webhook: {server: hooks}
 * }</pre>
 *
 * @param users by id
 * @param groups permissions by the group's name
 * @param anonymous what everybody may; without the entry, look at jobs
 * @param authenticated what everybody with a password may besides
 * @param servers of metrics and targets
 * @param rules what a Jenkinsfile may not loosen
 * @param templates of plans, as they are written; they are read when the extensions that they name are there
 * @param delegations who acts for whom
 * @param audiences named cohorts, as they are written; they are read with the templates
 * @param definedAudiences whether phases may name no others
 * @param live what is live where no rollout has been yet
 * @param notifiers who is told of every rollout, as it is written; read when the extensions that it names are there
 * @param mail how letters are sent
 * @param feedbackNames whether names are kept beside ratings
 */
public record Configuration(
        Map<String, Person> users,
        Map<String, Set<String>> groups,
        Set<String> anonymous,
        Set<String> authenticated,
        List<Server> servers,
        Rules rules,
        JsonNode templates,
        List<Delegation> delegations,
        JsonNode audiences,
        boolean definedAudiences,
        List<Administration.Live> live,
        JsonNode notifiers,
        MailSettings mail,
        NameRule feedbackNames) {
    /** Everybody may look, nobody may touch. */
    public static final Configuration LOOK_ONLY =
            new Configuration(
                    Map.of(),
                    Map.of(),
                    Set.of("Job/Read"),
                    Set.of(),
                    List.of(),
                    Rules.STRICT,
                    MissingNode.getInstance(),
                    List.of(),
                    MissingNode.getInstance(),
                    false,
                    List.of(),
                    MissingNode.getInstance(),
                    MailSettings.NONE,
                    NameRule.NAMED);

    private static final Pattern SECRET = Pattern.compile("\\$\\{([^}]*)}");

    /**
     * Somebody with a password.
     *
     * @param groups names of groups, which need no entry of their own
     */
    public record Person(String id, String name, String password, Set<String> groups, Set<String> permissions) {
        /** Never the password. */
        @Override
        public String toString() {
            return id;
        }
    }

    public static Configuration read(Path file) throws ConfigurationException {
        try (Reader text = Files.newBufferedReader(file)) {
            return read(file.getFileName().toString(), text);
        } catch (IOException e) {
            throw new ConfigurationException("cannot read the configuration " + file + ": " + e.getMessage(), e);
        }
    }

    public static Configuration of(String yaml) throws ConfigurationException {
        return read("configuration", new StringReader(yaml));
    }

    private static Configuration read(String file, Reader text) throws ConfigurationException {
        YamlMap root = YamlMap.read(file, text)
                .only(
                        "users", "groups", "anonymous", "authenticated", "secrets", "servers", "policy", "policies",
                        "templates", "calendars", "freezes", "delegations", "audiences", "live",
                        "notify", "mail", "feedback");
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        YamlMap groupMap = root.map("groups");
        for (String name : groupMap.names()) {
            groups.put(name, permissions(groupMap.map(name).only("permissions")));
        }
        Set<String> anonymous = root.names().contains("anonymous")
                ? permissions(root.map("anonymous").only("permissions"))
                : LOOK_ONLY.anonymous();
        YamlMap policy = root.map("policy").only("selfApproval", "freeUrls", "definedAudiences");
        Map<String, String> secrets = secrets(root.map("secrets"));
        return new Configuration(
                users(root.map("users")),
                groups,
                anonymous,
                permissions(root.map("authenticated").only("permissions")),
                servers(root.map("servers"), secrets),
                new Rules(
                        policy.yes("selfApproval"),
                        policy.texts("freeUrls"),
                        policies(root),
                        CalendarYaml.calendars(root.map("calendars")),
                        CalendarYaml.freezes(root.map("freezes"))),
                root.tree("templates"),
                DelegationYaml.delegations(root.map("delegations"), root.map("users").names()),
                root.tree("audiences"),
                policy.yes("definedAudiences"),
                LiveYaml.live(root.map("live")),
                root.tree("notify"),
                MailSettings.read(root.map("mail"), (map, name) -> filled(map, name, secrets)),
                names(root.map("feedback").only("names")));
    }

    private static NameRule names(YamlMap feedback) throws ConfigurationException {
        String written = feedback.text("names").orElse("");
        return NameRule.of(written)
                .orElseThrow(() -> feedback.problem("names", "'" + written + "' is none of named, anonymous, never"));
    }

    private static List<Policy> policies(YamlMap root) throws ConfigurationException {
        var problems = new ArrayList<Problem>();
        List<Policy> policies = PolicyText.readAll(root.tree("policies"), "global", problems);
        if (!problems.isEmpty()) {
            throw root.problem("policies", PlanRules.message(problems));
        }
        return policies;
    }

    private static Map<String, Person> users(YamlMap users) throws ConfigurationException {
        Map<String, Person> people = new TreeMap<>();
        for (String id : users.names()) {
            if (!id.matches("[A-Za-z0-9._@-]+")
                    || List.of("anonymous", "authenticated", "SYSTEM").contains(id)) {
                throw users.problem(id, "'" + id + "' cannot be a user's id; use letters, digits and . _ @ -");
            }
            YamlMap user = users.map(id).only("password", "name", "groups", "permissions");
            people.put(
                    id,
                    new Person(
                            id,
                            user.text("name").orElse(id),
                            user.mandatory("password", "something"),
                            new TreeSet<>(user.texts("groups")),
                            permissions(user)));
        }
        return people;
    }

    private static Set<String> permissions(YamlMap of) throws ConfigurationException {
        Set<String> names = new TreeSet<>(of.texts("permissions"));
        for (String name : names) {
            Optional<String> refusal = PermissionNames.refusal(name);
            if (refusal.isPresent()) {
                throw of.problem("permissions", refusal.get());
            }
        }
        return names;
    }

    private static Map<String, String> secrets(YamlMap secrets) throws ConfigurationException {
        Map<String, String> all = new TreeMap<>();
        for (String name : secrets.names()) {
            all.put(name, secrets.mandatory(name, "the secret"));
        }
        return all;
    }

    private static List<Server> servers(YamlMap kinds, Map<String, String> secrets) throws ConfigurationException {
        List<Server> all = new ArrayList<>();
        for (String kind : kinds.names()) {
            YamlMap names = kinds.map(kind);
            for (String name : names.names()) {
                if (kind.equals(ClusterYaml.KIND)) {
                    all.add(ClusterYaml.server(name, names.map(name), secrets));
                    continue;
                }
                YamlMap server = names.map(name).only("url", "headers");
                YamlMap headers = server.map("headers");
                Map<String, String> values = new LinkedHashMap<>();
                for (String header : headers.names()) {
                    values.put(header, filled(headers, header, secrets));
                }
                all.add(new Server(name, kind, url(kind, server), values));
            }
        }
        return all;
    }

    static URI url(String kind, YamlMap server) throws ConfigurationException {
        String url = server.mandatory("url", "http://127.0.0.1:9090");
        try {
            return ServerUrl.read(kind, url);
        } catch (IllegalArgumentException e) {
            String secrets = ServerUrl.takesHeaders(kind)
                    ? "; user, password and token: put these into headers, as ${name} of a secret"
                    : "";
            throw server.problem("url", e.getMessage() + secrets);
        }
    }

    static String filled(YamlMap headers, String header, Map<String, String> secrets)
            throws ConfigurationException {
        Matcher m = SECRET.matcher(headers.mandatory(header, "a value"));
        StringBuilder out = new StringBuilder();
        while (m.find()) {
            String secret = secrets.get(m.group(1));
            if (secret == null) {
                throw headers.problem(
                        header,
                        "there is no secret '" + m.group(1) + "'; the secrets are "
                                + String.join(", ", secrets.keySet()));
            }
            m.appendReplacement(out, Matcher.quoteReplacement(secret));
        }
        return m.appendTail(out).toString();
    }

    /** The servers as the plugin asks for them. */
    public Servers asServers() {
        return new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return servers.stream()
                        .filter(s -> s.kind().equals(kind) && s.name().equals(name))
                        .findFirst();
            }

            @Override
            public List<String> names(String kind) {
                return servers.stream()
                        .filter(s -> s.kind().equals(kind))
                        .map(Server::name)
                        .sorted()
                        .toList();
            }
        };
    }
}
