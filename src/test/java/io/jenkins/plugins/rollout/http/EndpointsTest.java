package io.jenkins.plugins.rollout.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class EndpointsTest {
    private final Server prod = new Server(
            "prod", "prometheus", URI.create("https://prom.example/base"), Map.of("Authorization", "s3cret"));
    private final Servers servers = new Servers() {
        @Override
        public Optional<Server> find(String kind, String name) {
            return Optional.of(prod)
                    .filter(server ->
                            server.kind().equals(kind) && server.name().equals(name));
        }

        @Override
        public List<String> names(String kind) {
            return kind.equals("prometheus") ? List.of("prod") : List.of();
        }
    };
    private final Endpoints endpoints = new Endpoints(
            servers, () -> new Rules(false, List.of("http://shop.example/")), new BoundedHttp(HttpClient::newBuilder));

    @Test
    public void findsAServerWithItsHeaders() {
        Endpoint endpoint = endpoints.find("prometheus", "prod", null);
        assertThat(endpoint.name(), is("prometheus 'prod'"));
        assertThat(endpoint.uri(), is(prod.url()));
        assertThat(endpoint.headers(), is(prod.headers()));
    }

    @Test
    public void findsAFreeUrlWithoutHeaders() {
        Endpoint endpoint = endpoints.find("json", "", "http://shop.example/stats?token=s3cret");
        assertThat(endpoint.name(), is("json http://shop.example"));
        assertThat(endpoint.headers(), is(Map.of()));
    }

    @Test
    public void saysWhatToWriteInstead() {
        refuses("prometheus", "test", null, "prometheus: there is no server 'test'; there are: prod");
        refuses("json", "prod", null, "json: there is no server 'prod'; an administrator has defined none");
        refuses("json", null, "http://evil.example/?s3cret", "json http://evil.example: this URL is not among those");
        refuses("json", null, " ", "json: write either server or url");
        refuses("json", "prod", "http://shop.example/", "json: write either server or url");
        refuses("json", null, "shop", "json: url: a URL here starts with http:// or https://");
    }

    @Test
    public void staysBelowAServersPath() {
        Endpoint endpoint = endpoints.find("prometheus", "prod", null);
        assertThat(endpoint.below("/api/v1/query").uri(), is(URI.create("https://prom.example/base/api/v1/query")));
        assertThat(endpoint.below("?x=1").uri(), is(URI.create("https://prom.example/base?x=1")));
        assertThat(endpoint.below("@evil.example/").uri(), is(URI.create("https://prom.example/base/@evil.example/")));
        assertThrows(HttpFailure.class, () -> endpoint.below("/../admin"));
        assertThrows(HttpFailure.class, () -> endpoint.below("/a b"));
    }

    @Test
    public void followsALocationOnTheSameServerOnly() {
        Endpoint endpoint = endpoints.find("prometheus", "prod", null);
        assertThat(endpoint.follow("operations/7").uri(), is(URI.create("https://prom.example/operations/7")));
        assertThat(endpoint.follow("https://PROM.example:443/x").headers(), is(prod.headers()));
        var refusal = assertThrows(HttpFailure.class, () -> endpoint.follow("//evil.example/x"));
        assertThat(refusal.getMessage(), containsString("https://evil.example, which is not followed"));
    }

    private void refuses(String kind, String server, String url, String words) {
        var refusal = assertThrows(HttpFailure.class, () -> endpoints.find(kind, server, url));
        assertThat(refusal.getMessage(), containsString(words));
    }
}
