namespace Ringback.Model.Results;

/// <summary>Why a run took place. The numbers are stored, and order results of one instant.</summary>
public enum Trigger
{
    /// <summary>Its slot had come.</summary>
    Schedule = 1,

    /// <summary>A fast re-check after a failure that is not yet confirmed.</summary>
    Confirm = 2,

    /// <summary>Somebody asked "run now": shown, never counted.</summary>
    Manual = 3,
}
