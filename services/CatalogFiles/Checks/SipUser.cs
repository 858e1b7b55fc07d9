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

    /// <summary>Whom a check calls. Numbers that reach a stranger need <c>may_call</c>, with the same number once more.</summary>
    public static string ReadDialled(Section section, string key, string mend)
    {
        var user = section.Required<string>(key, mend, Read);
        var allowed = section.Maybe<string>("may_call", Read);
        if (user is not null && user != allowed && DialledNumber.FindDanger(user) is { } danger)
        {
            section.Fail(
                key,
                $"{Shown.Quoted(user)} is {danger}, and every run would call it",
                $"call an extension; if this number is really meant, say so: may_call: \"{user}\""
            );
        }

        return user!;
    }

    private static bool IsUserCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "-_.!~*'()&=+$,;?/".Contains(c);
}
