package hudson;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;

/** HTTP clients as the controller's network wants them; the embedded one has no proxy settings of its own. */
public final class ProxyConfiguration {
    private ProxyConfiguration() {}

    public static HttpClient newHttpClient() {
        return newHttpClientBuilder().build();
    }

    public static HttpClient.Builder newHttpClientBuilder() {
        return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20));
    }

    public static HttpRequest.Builder newHttpRequestBuilder(URI uri) {
        return HttpRequest.newBuilder(uri);
    }
}
