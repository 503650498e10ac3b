package io.jenkins.plugins.rollout.controller;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.security.ACL;
import io.jenkins.plugins.rollout.http.HttpFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * How the controller proves to a server who it is. The secret is looked up when a request is about to be sent and
 * stands nowhere but in that request.
 *
 * @param server who asks for it, for messages: {@code prometheus 'prod'}
 * @param kind of the server, which says what servers of it take, and how
 * @param id of credentials in Jenkins' own store; those whose domain does not cover the URL are not found
 * @param header that carries it; null for the one that servers of the kind want
 * @param url of the server
 */
record ServerCredentials(String server, String kind, String id, @CheckForNull String header, String url) {
    static final String AUTHORIZATION = "Authorization";

    /** What can be put into a header: a text as {@code Bearer}, a user and password as {@code Basic}. */
    private static final CredentialsMatcher IN_HEADER = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StringCredentials.class),
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class));

    /** What a cluster takes: a token or a kubeconfig as text, or a kubeconfig as a file. */
    private static final CredentialsMatcher FOR_CLUSTER = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StringCredentials.class),
            CredentialsMatchers.instanceOf(FileCredentials.class));

    private static final CredentialsMatcher TEXT = CredentialsMatchers.instanceOf(StringCredentials.class);

    private static final CredentialsMatcher LOGIN =
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class);

    private static final CredentialsMatcher USABLE = CredentialsMatchers.anyOf(IN_HEADER, FOR_CLUSTER);

    /** A kubeconfig says at the beginning of some line what clusters there are; a token has one line. */
    private static final Pattern KUBECONFIG = Pattern.compile("^\\s*\"?clusters\"?:", Pattern.MULTILINE);

    /** The longest kubeconfig that is read. */
    private static final int LONGEST = 256 * 1024;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** What servers of a kind take. */
    static CredentialsMatcher usable(@CheckForNull String kind) {
        return switch (String.valueOf(kind)) {
            case ClusterFields.KIND -> FOR_CLUSTER;
            case "datadog", "newRelic" -> TEXT;
            case "cloudWatch" -> LOGIN;
            default -> IN_HEADER;
        };
    }

    /** The same in words. */
    static String usableText(@CheckForNull String kind) {
        return switch (String.valueOf(kind)) {
            case ClusterFields.KIND -> "secret text or secret file";
            case "datadog", "newRelic" -> "secret text";
            case "cloudWatch" -> "username with password, which are an access key and its secret key";
            default -> "secret text, or username with password";
        };
    }

    /** What a server takes besides: in a second header, as it is. */
    static CredentialsMatcher usableSecond() {
        return TEXT;
    }

    /** The header that carries the credentials of a server, where an administrator writes no other. */
    static String usualHeader(@CheckForNull String kind) {
        return switch (String.valueOf(kind)) {
            case "datadog" -> "DD-API-KEY";
            case "newRelic" -> "API-Key";
            default -> AUTHORIZATION;
        };
    }

    /** The header that carries the second ones; null where an administrator must write one. */
    @CheckForNull
    static String usualSecondHeader(@CheckForNull String kind) {
        return switch (String.valueOf(kind)) {
            case "datadog" -> "DD-APPLICATION-KEY";
            case "cloudWatch" -> "X-Amz-Security-Token";
            default -> null;
        };
    }

    /** Whether a text can be the name of a header (RFC 9110, 5.1). */
    static boolean isHeader(String name) {
        return TOKEN.matcher(name).matches();
    }

    /** What credentials of a domain must cover. */
    static List<DomainRequirement> requirements(@CheckForNull String url) {
        return URIRequirementBuilder.fromUri(url).build();
    }

    /** The credentials as they are now. */
    Optional<StandardCredentials> find() {
        return CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, requirements(url))
                .stream()
                .filter(credentials -> credentials.getId().equals(id) && USABLE.matches(credentials))
                .findFirst();
    }

    /**
     * The header for one request.
     *
     * @throws HttpFailure naming server and id, when there are no such credentials
     */
    Map<String, String> headers() {
        StandardCredentials found = find().orElseThrow(() -> missing());
        return Map.of(name(), value(found));
    }

    /**
     * The kubeconfig that they are; empty when they are something else.
     *
     * @throws HttpFailure naming server and id, when there are no such credentials
     */
    Optional<String> kubeconfig() {
        StandardCredentials found = find().orElseThrow(() -> missing());
        if (found instanceof FileCredentials file) {
            return Optional.of(read(file));
        }
        return found instanceof StringCredentials text
                ? Optional.of(text.getSecret().getPlainText())
                        .filter(plain -> KUBECONFIG.matcher(plain).find())
                : Optional.empty();
    }

    private String read(FileCredentials file) {
        try (InputStream content = file.getContent()) {
            return new String(content.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw missing();
        }
    }

    private String name() {
        return header == null ? usualHeader(kind) : header;
    }

    private String value(StandardCredentials found) {
        if (found instanceof FileCredentials) {
            throw missing();
        }
        if (found instanceof StringCredentials text) {
            String secret = text.getSecret().getPlainText().strip(); // a file's last line end is no part of a token
            String scheme = kind.equals("influxDb") ? "Token " : "Bearer ";
            return name().equalsIgnoreCase(AUTHORIZATION) ? scheme + secret : secret;
        }
        var login = (StandardUsernamePasswordCredentials) found;
        String pair = login.getUsername() + ":" + login.getPassword().getPlainText();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private HttpFailure missing() {
        return new HttpFailure(
                HttpFailure.Kind.REFUSED,
                server + ": its credentials '" + id + "' are not there; an administrator must add them, as secret text or"
                        + " username with password, in a domain that covers the server's URL");
    }

    /** Names the id, which is no secret. */
    @Override
    public String toString() {
        return "credentials '" + id + "' of " + server;
    }
}
