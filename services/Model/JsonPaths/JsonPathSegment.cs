namespace Ringback.Model.JsonPaths;

/// <summary>One step down: to children, or to all descendants and their children (RFC 9535 §2.5).</summary>
internal sealed record JsonPathSegment(bool Descends, IReadOnlyList<JsonPathSelector> Selectors);

/// <summary>Which children (RFC 9535 §2.3).</summary>
internal abstract record JsonPathSelector
{
    public sealed record Name(string Key) : JsonPathSelector;

    /// <param name="At">Negative from the end.</param>
    public sealed record Index(long At) : JsonPathSelector;

    public sealed record Slice(long? Start, long? End, long Step) : JsonPathSelector;

    public sealed record Wildcard : JsonPathSelector;

    public sealed record Filter(JsonPathCondition Condition) : JsonPathSelector;
}

/// <summary>What a filter asks of a child (RFC 9535 §2.3.5).</summary>
internal abstract record JsonPathCondition
{
    public sealed record Or(JsonPathCondition Left, JsonPathCondition Right) : JsonPathCondition;

    public sealed record And(JsonPathCondition Left, JsonPathCondition Right) : JsonPathCondition;

    public sealed record Not(JsonPathCondition Inner) : JsonPathCondition;

    public sealed record Exists(JsonPathOperand.Query Query) : JsonPathCondition;

    /// <param name="Sign">One of ==, !=, &lt;, &lt;=, &gt;, &gt;=.</param>
    public sealed record Compares(JsonPathOperand Left, string Sign, JsonPathOperand Right) : JsonPathCondition;
}

internal abstract record JsonPathOperand
{
    /// <param name="FromRoot">From <c>$</c>; else from the child, <c>@</c>.</param>
    /// <param name="Segments">To one value at most, where it is compared.</param>
    public sealed record Query(bool FromRoot, IReadOnlyList<JsonPathSegment> Segments) : JsonPathOperand;

    public sealed record Literal(JsonPathValue Value) : JsonPathOperand;
}
