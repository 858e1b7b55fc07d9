namespace Ringback.Model.Catalogs;

/// <summary>How many results in a row turn a region's opinion.</summary>
/// <param name="Failures">F ≥ 1: bad ones that set a latch.</param>
/// <param name="Successes">S ≥ 1: good ones that release it.</param>
public readonly record struct Confirmation(int Failures, int Successes);
