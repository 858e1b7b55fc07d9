using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;

namespace Ringback.CatalogFiles.Checks;

/// <summary>The user part of a SIP URI that needs no escaping (RFC 3261 §25.1: unreserved and user-unreserved).</summary>
internal static class SipUser
{
    public static bool Read(Field field, [MaybeNullWhen(false)] out string user) =>
        field.TryText("a user or extension such as 600", out user)
        && (
            (user.Length <= 128 && user.All(IsUserCharacter))
            || field.Fail(
                $"{Shown.Quoted(user)} is no user of a SIP URI",
                "write the part before the '@' alone, such as 600"
            )
        );

    private static bool IsUserCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "-_.!~*'()&=+$,;?/".Contains(c);
}
