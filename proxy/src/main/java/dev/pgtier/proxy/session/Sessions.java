package dev.pgtier.proxy.session;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All sessions that are logged in: their caps, and their cancel keys. */
public final class Sessions {
  private final Set<Session> all = ConcurrentHashMap.newKeySet();
  private final Map<Integer, List<Session>> byPid = new ConcurrentHashMap<>();
  private final Map<String, Integer> perTier = new HashMap<>();
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();

  /** Counts a session in, or says why not. */
  synchronized Optional<Refusal> admit(
      dev.pgtier.policies.Tier tier, InetAddress address, int addressCap) {
    int inTier = perTier.getOrDefault(tier.name(), 0);
    if (inTier >= tier.limits().sessions()) {
      return Optional.of(Refusal.tooManySessions(tier));
    }
    int fromAddress = perAddress.getOrDefault(address, 0);
    if (fromAddress >= addressCap) {
      return Optional.of(Refusal.tooManyFromAddress(addressCap));
    }
    perTier.put(tier.name(), inTier + 1);
    perAddress.put(address, fromAddress + 1);
    return Optional.empty();
  }

  synchronized void leave(String tier, InetAddress address) {
    perTier.computeIfPresent(tier, (t, n) -> n > 1 ? n - 1 : null);
    perAddress.computeIfPresent(address, (a, n) -> n > 1 ? n - 1 : null);
  }

  void add(Session session) {
    all.add(session);
  }

  void remove(Session session) {
    all.remove(session);
  }

  /** From now on {@code session} can be cancelled by its key. */
  void keyed(int pid, Session session) {
    byPid.merge(pid, List.of(session), Sessions::join);
  }

  void unkeyed(int pid, Session session) {
    byPid.computeIfPresent(
        pid,
        (p, list) -> {
          List<Session> rest = list.stream().filter(s -> s != session).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  /** The session with this key; the comparison takes the same time wherever they differ. */
  Optional<Session> withKey(int pid, byte[] secret) {
    Session found = null;
    for (Session session : byPid.getOrDefault(pid, List.of())) {
      if (MessageDigest.isEqual(session.cancelSecret(), secret)) {
        found = session;
      }
    }
    return Optional.ofNullable(found);
  }

  Collection<Session> all() {
    return all;
  }

  private static List<Session> join(List<Session> a, List<Session> b) {
    return java.util.stream.Stream.concat(a.stream(), b.stream()).toList();
  }
}
