using Ringback.CatalogFiles.Reading;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Parts;

/// <summary>An account that wrong passwords are tried on may be locked for it: nobody else may depend on it.</summary>
internal static class OwnAccounts
{
    public static void Check(IReadOnlyList<(Section Section, Target Target)> targets)
    {
        foreach (var (section, target) in targets)
        {
            if (
                target.Check
                    is not SipCheck
                    {
                        Service: SipService.WrongCredentials,
                        Credential: { Username: not null } account, // null after an error
                    } check
                || check.Host is null
            )
                continue;

            var other = targets
                .Select(t => t.Target)
                .FirstOrDefault(t =>
                    t.Check is SignallingCheck { Credential: { } used } theirs
                    && t != target
                    && used.Username == account.Username
                    && theirs.Host == check.Host
                );
            if (other is not null)
            {
                section.Fail(
                    SipCheck.KindName,
                    $"wrong passwords are tried on the account {Shown.Quoted(account.Username)}, which target {Shown.Quoted(other.Id)} needs",
                    "give this check an account of its own: a server may lock it"
                );
            }
        }
    }
}
