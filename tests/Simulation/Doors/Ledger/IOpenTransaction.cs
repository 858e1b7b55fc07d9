namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>Something at the server that ends with its connection, if not before.</summary>
internal interface IOpenTransaction
{
    bool IsOver { get; }

    /// <summary>Gives its locks back; after a commit that is all.</summary>
    void RollBack();
}
