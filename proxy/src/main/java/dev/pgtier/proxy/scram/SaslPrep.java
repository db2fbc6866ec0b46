package dev.pgtier.proxy.scram;

import com.ongres.stringprep.Tables;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * SASLprep (RFC 4013) as PostgreSQL does it: it looks for forbidden characters before it
 * normalises, not after, and takes a password that has some as it is. Clients' libraries differ
 * from it there; the server is who stores passwords.
 */
final class SaslPrep {
  private SaslPrep() {}

  /** Not empty if {@code password} is not. */
  static String prepare(String password) {
    if (password.chars().allMatch(c -> c < 0x80)) {
      return password;
    }
    int[] mapped =
        password
            .codePoints()
            .map(c -> Tables.prohibitionNonAsciiSpace(c) ? ' ' : c)
            .filter(c -> !Tables.mapToNothing(c))
            .toArray();
    if (mapped.length == 0
        || Arrays.stream(mapped).anyMatch(SaslPrep::isForbidden)
        || !isOneDirection(mapped)) {
      return password;
    }
    return Normalizer.normalize(new String(mapped, 0, mapped.length), Normalizer.Form.NFKC);
  }

  /** RFC 4013, sections 2.3 and 2.5. */
  private static boolean isForbidden(int c) {
    return Tables.prohibitionAsciiControl(c)
        || Tables.prohibitionNonAsciiControl(c)
        || Tables.prohibitionPrivateUse(c)
        || Tables.prohibitionNonCharacterCodePoints(c)
        || Tables.prohibitionSurrogateCodes(c)
        || Tables.prohibitionInappropriatePlainText(c)
        || Tables.prohibitionInappropriateCanonicalRepresentation(c)
        || Tables.prohibitionChangeDisplayProperties(c)
        || Tables.prohibitionTaggingCharacters(c)
        || Tables.unassignedCodePoints(c);
  }

  /** RFC 3454, section 6. */
  private static boolean isOneDirection(int[] text) {
    if (Arrays.stream(text).noneMatch(Tables::bidirectionalPropertyRorAL)) {
      return true;
    }
    return Arrays.stream(text).noneMatch(Tables::bidirectionalPropertyL)
        && Tables.bidirectionalPropertyRorAL(text[0])
        && Tables.bidirectionalPropertyRorAL(text[text.length - 1]);
  }
}
