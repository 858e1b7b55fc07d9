namespace Ringback.Model.Catalogs;

/// <summary>What an objective counts.</summary>
public enum ObjectiveBasis
{
    /// <summary>Time: the share of the measured time that is not <c>down</c>.</summary>
    Availability,

    /// <summary>Scheduled runs: the share of the valid ones that are good.</summary>
    SuccessRatio,

    /// <summary>Calls: the share of the completed ones that conform.</summary>
    CallQuality,
}
