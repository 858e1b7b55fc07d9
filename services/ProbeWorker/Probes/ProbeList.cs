using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Https;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Every kind of probe. A new one is a folder here, and one line below.</summary>
internal static class ProbeList
{
    public static IReadOnlyList<ProbeKind> Kinds { get; } = [ProbeKind.Of(HttpsCheck.KindName, new HttpsProbe())];

    /// <summary>Null for a kind that this version of the worker does not know.</summary>
    public static ProbeKind? Find(string name) => Kinds.FirstOrDefault(kind => kind.Name == name);
}
