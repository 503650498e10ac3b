package io.jenkins.plugins.rollout.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** One request on its way, over redirects, to its answer or its end. */
final class Exchange {
    private static final Pattern CHARSET =
            Pattern.compile("charset\\s*=\\s*\"?([A-Za-z0-9._:+-]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final int MESSAGE_LIMIT = 200;

    private final BoundedHttp http;
    private final Request request;
    private final Duration time;
    private final CompletableFuture<Response> answer = new CompletableFuture<>();
    private volatile CompletableFuture<?> underWay;

    Exchange(BoundedHttp http, Request request) {
        this.http = http;
        this.request = request;
        this.time = http.timeFor(request);
    }

    CompletableFuture<Response> begin() {
        answer.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS);
        answer.whenComplete((response, failure) -> hangUp());
        String server = UrlRule.host(request.uri()) + ":" + request.uri().getPort();
        http.lanes().enter(server, leave -> {
            // the wait may have been too long; whenComplete then leaves at once
            answer.whenComplete((response, failure) -> leave.run());
            hop(request.uri(), 0);
        });
        // answered on our own threads: the JDK's timer thread must not run what callers do next
        CompletableFuture<Response> result = answer.handleAsync(
                (response, failure) -> {
                    if (failure != null) {
                        throw explain(HttpFailure.unwrap(failure));
                    }
                    return response;
                },
                http.executor());
        result.whenComplete((response, failure) -> answer.cancel(false));
        return result;
    }

    private void hop(URI url, int redirects) {
        if (answer.isDone()) {
            return;
        }
        try {
            var client = http.clientFor(request, url);
            CompletableFuture<HttpResponse<BoundedBody.Text>> sent =
                    client.sendAsync(prepare(url), info -> new BoundedBody(charset(info), BoundedHttp.BODY_LIMIT));
            underWay = sent;
            if (answer.isDone()) {
                hangUp();
            }
            sent.whenCompleteAsync((response, failure) -> arrived(url, redirects, response, failure), http.executor());
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private void arrived(URI url, int redirects, HttpResponse<BoundedBody.Text> response, Throwable failure) {
        try {
            if (failure != null) {
                answer.completeExceptionally(failure);
                return;
            }
            http.checkAgain(request, url);
            Optional<URI> next = redirect(url, response);
            if (next.isEmpty()) {
                answer.complete(read(response));
            } else if (redirects >= BoundedHttp.REDIRECT_LIMIT) {
                throw HttpFailure.refused(
                        request.name() + " redirects more than " + BoundedHttp.REDIRECT_LIMIT + " times");
            } else {
                hop(next.get(), redirects + 1);
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private Optional<URI> redirect(URI from, HttpResponse<?> response) {
        int status = response.statusCode();
        Optional<String> location = response.headers().firstValue("Location");
        boolean kept = status == 307 || status == 308;
        if (location.isEmpty() || !(kept || status == 301 || status == 302 || status == 303)) {
            return Optional.empty();
        }
        boolean asks = request.method().equals("GET") || request.method().equals("HEAD");
        if (!kept && !asks) {
            // following it with GET could take a login page for an answer
            throw HttpFailure.refused(request.name() + " redirects a " + request.method() + " with HTTP " + status
                    + "; only 307 and 308 are followed");
        }
        return Optional.of(Endpoint.follow(request.name(), from, location.get(), request.trust()));
    }

    private Response read(HttpResponse<BoundedBody.Text> response) {
        String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw HttpFailure.refused(request.name() + " sent a compressed body that was not asked for");
        }
        var headers = new java.util.TreeMap<String, java.util.List<String>>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        BoundedBody.Text body = response.body();
        return new Response(request.name(), response.statusCode(), headers, body.text(), body.truncated(), body.malformed());
    }

    private HttpRequest prepare(URI url) {
        var publisher = request.body() == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(request.body(), StandardCharsets.UTF_8);
        var prepared = HttpRequest.newBuilder(url).method(request.method(), publisher);
        request.headers().forEach((name, value) -> {
            try {
                prepared.setHeader(name, value);
            } catch (IllegalArgumentException e) {
                // the JDK's message would repeat the value
                throw HttpFailure.refused(
                        request.name() + ": the header " + printable(name) + " cannot be sent like this");
            }
        });
        return prepared.build();
    }

    private void hangUp() {
        CompletableFuture<?> current = underWay;
        if (current != null) {
            current.cancel(true);
        }
    }

    /** Servers put their own words into redirects, status lines and TLS alerts, and could repeat ours in them. */
    private HttpFailure explain(Throwable failure) {
        HttpFailure explained = failure instanceof HttpFailure known ? known : reason(failure);
        String masked = Masks.mask(explained.getMessage(), request.headers());
        return masked.equals(explained.getMessage()) ? explained : new HttpFailure(explained.kind(), masked);
    }

    private HttpFailure reason(Throwable failure) {
        String name = request.name();
        if (failure instanceof HttpConnectTimeoutException) {
            return HttpFailure.unreachable(
                    name + " took no connection within " + BoundedHttp.CONNECT_TIMEOUT.toSeconds() + " s");
        }
        if (failure instanceof TimeoutException || failure instanceof HttpTimeoutException) {
            String what = underWay == null ? " could not be asked within " : " did not answer within ";
            return HttpFailure.unreachable(name + what + words(time));
        }
        if (failure instanceof ConnectException) {
            return HttpFailure.unreachable(name + " takes no connections");
        }
        if (failure instanceof SSLException) {
            return HttpFailure.unreachable(name + " cannot be spoken to over TLS: " + printable(failure.getMessage()));
        }
        if (failure instanceof IOException) {
            return HttpFailure.unreachable("the connection to " + name + " broke: " + printable(failure.getMessage()));
        }
        return HttpFailure.unreachable(
                name + " was not asked: " + failure.getClass().getSimpleName());
    }

    private static String words(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private String printable(String text) {
        // masked while it is whole: a secret that is cut in two is not found any more
        String plain = Masks.mask(String.valueOf(text), request.headers()).replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= MESSAGE_LIMIT ? plain : plain.substring(0, MESSAGE_LIMIT) + "...";
    }

    private static Charset charset(HttpResponse.ResponseInfo info) {
        Matcher named =
                CHARSET.matcher(info.headers().firstValue("Content-Type").orElse(""));
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8; // no charset that this JVM knows
        }
    }
}
