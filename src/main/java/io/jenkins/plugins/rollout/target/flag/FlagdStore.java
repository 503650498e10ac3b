package io.jenkins.plugins.rollout.target.flag;

import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import java.io.IOException;
import java.util.Optional;

/** Where flagd reads its flags from. */
interface FlagdStore {
    /**
     * What is there now.
     *
     * @param version tells it from what is there later, as far as the store knows
     */
    record Content(String text, Optional<String> version) {}

    /** Equal for stores that are in the same place, so that one at a time writes there. */
    Object place();

    Content read() throws IOException;

    /**
     * Replaces it as a whole.
     *
     * @return false when it is not what was read any more, so that nothing was replaced
     */
    boolean replace(Content before, String text, String operation) throws IOException;

    /** The one at a place that an administrator defined. */
    static FlagdStore at(Endpoint place, Endpoints endpoints) {
        return "file".equals(place.uri().getScheme()) ? new FlagdFile(place.uri().getPath()) : new AtUrl(place, endpoints);
    }

    /**
     * Below an HTTP server that takes PUT: an object store, WebDAV. An {@code ETag} keeps what somebody else wrote
     * meanwhile from being lost.
     */
    record AtUrl(Endpoint endpoint, Endpoints endpoints) implements FlagdStore {
        private static final int CHANGED_MEANWHILE = 412;

        @Override
        public Object place() {
            return endpoint.uri();
        }

        @Override
        public Content read() {
            Response response = FlagWork.ask(endpoints, FlagWork.request(endpoint, "GET", null));
            if (!response.isSuccess()) {
                throw FlagWork.failure(endpoint.name(), "GET", response);
            }
            return new Content(response.wholeBody(), response.header("ETag"));
        }

        @Override
        public boolean replace(Content before, String text, String operation) {
            Request request = FlagWork.request(endpoint, "PUT", text).header("Idempotency-Key", operation);
            Response response = FlagWork.ask(
                    endpoints,
                    before.version().map(tag -> request.header("If-Match", tag)).orElse(request));
            if (response.status() == CHANGED_MEANWHILE) {
                return false;
            }
            if (!response.isSuccess()) {
                throw FlagWork.failure(endpoint.name(), "PUT", response);
            }
            return true;
        }
    }
}
