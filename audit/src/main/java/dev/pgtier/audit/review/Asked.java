package dev.pgtier.audit.review;

import dev.pgtier.audit.search.Field;
import dev.pgtier.audit.search.Filter;
import dev.pgtier.audit.search.FilterException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The parameters of a request: those of the filter, and a few of the page's own. */
final class Asked {
  private static final Set<String> OWN =
      Set.of("limit", "before", "after", "buckets", "most", "field", "format", "seq");

  private final HttpServletRequest request;

  Asked(HttpServletRequest request) {
    this.request = request;
  }

  /** Whether a person logged in for this, who may log out. */
  boolean signedIn() {
    return HttpServletRequest.FORM_AUTH.equals(request.getAuthType());
  }

  Filter filter() throws FilterException {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    request
        .getParameterMap()
        .forEach(
            (name, values) -> {
              if (!OWN.contains(name)) {
                parameters.put(name, Arrays.asList(values));
              }
            });
    return Filter.of(parameters);
  }

  /** A number that is cut to its bounds where it is outside of them. */
  int number(String name, int otherwise, int most) throws FilterException {
    OptionalLong given = number(name);
    return (int) Math.max(1, Math.min(most, given.orElse(otherwise)));
  }

  OptionalLong number(String name) throws FilterException {
    String text = request.getParameter(name);
    if (text == null) {
      return OptionalLong.empty();
    }
    if (!text.matches("\\d{1,18}")) {
      throw new FilterException("%s: \"%s\" is no number".formatted(name, text));
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  String text(String name) throws FilterException {
    String text = request.getParameter(name);
    if (text == null || text.isEmpty()) {
      throw new FilterException(name + " is missing");
    }
    return text;
  }

  Field field() throws FilterException {
    String name = text("field");
    return Field.of(name)
        .orElseThrow(() -> new FilterException("there is no field \"%s\"".formatted(name)));
  }
}
