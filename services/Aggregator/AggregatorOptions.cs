using Ringback.Aggregator.Alerts;

namespace Ringback.Aggregator;

/// <summary>What an aggregator is told, by settings or by the process that it is a part of.</summary>
internal sealed record AggregatorOptions
{
    public const int DefaultResultDays = 40;
    public const int DefaultPlainDays = 2;
    public const int DefaultEvidenceDays = 90;
    public const int DefaultEvidenceGigabytes = 10;
    public const int DefaultRecordDays = 1_096;

    /// <summary>Npgsql connection string.</summary>
    public required string Database { get; init; }

    /// <summary>AMQP URI; null where results are handed over in process. May hold a password: never log it.</summary>
    public Uri? Broker { get; init; }

    /// <summary>YAML catalog to follow; null where the newest version in the ledger rules alone.</summary>
    public string? CatalogPath { get; init; }

    /// <summary>Values of the catalog's variables.</summary>
    public IReadOnlyDictionary<string, string> CatalogVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>From the taking of a catalog until it rules: every worker must have heard of it by then.</summary>
    public TimeSpan CatalogLead { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Days that raw results are kept; at least 1.</summary>
    public int ResultDays { get; init; } = DefaultResultDays;

    /// <summary>Days after a day's end from which its results are packed; at least 2, for what is shown of now looks back so far.</summary>
    public int PlainDays { get; init; } = DefaultPlainDays;

    /// <summary>Days that their evidence is kept; at least 1.</summary>
    public int EvidenceDays { get; init; } = DefaultEvidenceDays;

    /// <summary>Size of all evidence, beyond which its oldest days go before their time.</summary>
    public long EvidenceBytes { get; init; } = DefaultEvidenceGigabytes * Gigabyte;

    public const long Gigabyte = 1_000_000_000;

    /// <summary>Days that the audit log, alerts, silences, dead keys and counts of what was refused are kept; never shorter than raw results.</summary>
    public int RecordDays { get; init; } = DefaultRecordDays;

    /// <summary>Who is told of incidents.</summary>
    public AlertOptions Alerts { get; init; } = AlertOptions.None;
}
