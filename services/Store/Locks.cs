namespace Ringback.Store;

/// <summary>Advisory locks of the product: the whole list, in the order in which they may be taken.</summary>
internal static class Locks
{
    public const long Migrations = 0x52424B_01;
    public const long Catalog = 0x52424B_02;
    public const long Partitions = 0x52424B_03;

    /// <summary>One correlator at a time: tried, never waited for.</summary>
    public const long Correlation = 0x52424B_05;

    /// <summary>One process at a time looks whether alerts stand: tried, never waited for.</summary>
    public const long Alerts = 0x52424B_08;

    /// <summary>Taken just before an event is written, as the last statements of a transaction.</summary>
    public const long Outbox = 0x52424B_04;

    /// <summary>One packer at a time: tried, never waited for.</summary>
    public const long Packing = 0x52424B_07;

    /// <summary>Held by the one replica that looks for statements to write.</summary>
    public const long Statements = 0x52424B_06;

    /// <summary>Run requests are let in one after the other; nothing else is locked meanwhile.</summary>
    public const long Runs = 0x52424B_09;
}
