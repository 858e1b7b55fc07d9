using Ringback.Model;

namespace Ringback.Api.Answers;

/// <summary>An answer with members that move with the clock.</summary>
internal interface ISettled
{
    /// <returns>The same without them, or itself where they say something: two answers that are alike so are one.</returns>
    object Settled();
}

/// <summary>An answer that knows when what it says last changed: of lists, those that things are only added to.</summary>
internal interface IDated
{
    /// <summary>Null where it has nothing in it.</summary>
    Instant? DatedAt { get; }
}
