namespace Ringback.Model;

/// <summary>Where workers and the centre meet on the broker. The centre declares both; a worker only uses them.</summary>
public static class BusNames
{
    /// <summary>Exchange that workers publish batches to.</summary>
    public const string Results = "ringback.results";

    /// <summary>Stream of a region's catalog versions; readers take the last.</summary>
    public static string Catalog(string region) => $"catalog.{region}";

    /// <summary>Stream of what somebody asks a region to check now; readers take what comes from then on.</summary>
    public static string Runs(string region) => $"runs.{region}";
}
