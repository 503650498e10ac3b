package io.jenkins.plugins.rollout.feedback;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * Who said something. The same id from another source is somebody else: what a Jenkinsfile or a file says in a name
 * never takes the place of what the person said.
 *
 * @param id user id; the name itself where a Jenkinsfile or an import gave it
 * @param name as it is shown
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Person(String id, String name) {
    public Person {
        Objects.requireNonNull(id, "id");
        name = name == null ? id : name;
    }
}
