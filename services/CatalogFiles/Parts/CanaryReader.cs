using Ringback.CatalogFiles.Checks;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads a region's canaries, and refuses those that could not tell what they are there to tell.</summary>
internal sealed class CanaryReader(IReadOnlyList<Target> targets)
{
    private const int Fewest = 2;
    private const int Most = 5;

    private static readonly IReadOnlyList<CheckKind> Kinds =
    [
        .. CheckKinds.All.Where(kind => kind.Name != RtpCheck.KindName),
    ];

    private static readonly FieldReader<TimeSpan> ReadTimeout = One.Duration(
        TimeSpan.FromMilliseconds(100),
        TimeSpan.FromSeconds(3),
        "1s"
    );

    public IReadOnlyList<Canary> Read(Section region)
    {
        if (region.Find("canaries") is not { } field || !field.TryItems("canaries, each with one check", out var items))
            return [];

        var read = items.Select(ReadOne).OfType<(Section Section, Canary Canary)>().ToList();
        if (items.Count is < Fewest or > Most)
        {
            field.Fail(
                $"has {items.Count} of them",
                $"name {Fewest} to {Most}: one alone may fail on its own, many tell no more than a few"
            );
        }
        else if (read.Count == items.Count && !read.Exists(each => each.Canary.Check.IsDatagram))
        {
            field.Fail(
                "has none that speaks UDP",
                "make one of them turn (a STUN binding), ntp or sip: a firewall may drop UDP alone"
            );
        }

        for (var i = 0; i < read.Count; i++)
            RefuseDependent(read[i].Section, read[i].Canary, read.Take(i).Select(each => each.Canary));

        return [.. read.Select(each => each.Canary)];
    }

    private static (Section, Canary)? ReadOne(Field item)
    {
        if (!Section.TryOpen(item, "a map with one check", partial: false, out var section))
            return null;

        var timeout = section.Optional("timeout", ReadTimeout, TimeSpan.FromSeconds(1));
        if (section.Find(RtpCheck.KindName) is { } call)
        {
            call.Fail("a call takes seconds of media: it is no small check", "take sip, which only asks");
            return null;
        }

        var kinds = CheckField.KindsOf(section, Kinds, "make it a canary of its own");
        var checks = kinds.Select(kind => CheckField.Read(section, kind, null, timeout)).ToList();
        section.Close();
        return checks.FirstOrDefault() is { } check && HasServer(check) ? (section, new Canary(check, timeout)) : null;
    }

    /// <summary>It would fail together with what it is to vouch for.</summary>
    private void RefuseDependent(Section section, Canary canary, IEnumerable<Canary> before)
    {
        if (targets.FirstOrDefault(target => IsSame(target.Check, canary.Check)) is { } target)
        {
            section.Field.Fail(
                $"asks the server that target {Shown.Quoted(target.Id)} watches",
                "name an independent one: it must not fail together with what is watched"
            );
        }
        else if (before.Any(other => IsSame(other.Check, canary.Check)))
        {
            section.Field.Fail("asks the same server as another of this region", "name an independent one");
        }
    }

    private static bool IsSame(Check? left, Check right) =>
        left is not null
        && HasServer(left)
        && left.Server.Port == right.Server.Port
        && string.Equals(left.Server.Host, right.Server.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>False after an error in its address.</summary>
    private static bool HasServer(Check check) =>
        check switch
        {
            HttpsCheck https => https.Url is not null,
            WebSocketCheck socket => socket.Url is not null,
            _ => check.Server.Host is not null,
        };
}
