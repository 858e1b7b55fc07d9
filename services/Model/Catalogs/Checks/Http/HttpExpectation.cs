namespace Ringback.Model.Catalogs.Checks.Http;

/// <summary>What an answer must be to be good.</summary>
public sealed record HttpExpectation
{
    /// <summary>Status codes that count as up.</summary>
    public IReadOnlyList<int> Status { get; init; } = [200];

    /// <summary>Each named header must have a value that passes.</summary>
    public IReadOnlyList<HeaderAssertion> Headers { get; init; } = [];

    /// <summary>Of the first MiB, after decompression.</summary>
    public TextExpectation Body { get; init; } = new();

    /// <summary>Media type without parameters, such as <c>application/json</c>; null for any.</summary>
    public string? MediaType { get; init; }

    /// <summary>Of the body, after decompression; null for any.</summary>
    public int? LeastSize { get; init; }

    public int? MostSize { get; init; }

    /// <summary>Where the redirects must have led; null for anywhere.</summary>
    public string? FinalUrl { get; init; }
}

/// <summary>What a text of a peer must hold: a body, or a message.</summary>
public sealed record TextExpectation
{
    /// <summary>Text that it must contain; null for any.</summary>
    public string? Contains { get; init; }

    /// <summary>Text that it must not contain; null for none.</summary>
    public string? Excludes { get; init; }

    /// <summary>Regular expression that must match in it (no look-around, no back references); null for any.</summary>
    public string? Matches { get; init; }

    public IReadOnlyList<JsonAssertion> Json { get; init; } = [];
}

/// <param name="Name">In any case.</param>
public sealed record HeaderAssertion(string Name, Comparison Comparison);

/// <param name="Path">RFC 9535; the comparison must hold for each value that it selects, and it must select one.</param>
public sealed record JsonAssertion(string Path, Comparison Comparison);

/// <param name="Operand">Text; numbers are compared as numbers.</param>
public sealed record Comparison(ComparisonKind Kind, string Operand);

public enum ComparisonKind
{
    /// <summary>Whatever its value.</summary>
    Present,
    Absent,
    Is,
    IsNot,
    Contains,

    /// <summary>A regular expression without look-around and back references.</summary>
    Matches,
    AtLeast,
    AtMost,

    /// <summary>Of JSON: object, array, string, number, boolean or null.</summary>
    Type,

    /// <summary>Of a JSON array or object: how many it has at least.</summary>
    ItemsAtLeast,
}
