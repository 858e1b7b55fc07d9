using System.Text.Json;

namespace Ringback.Model.JsonPaths;

/// <summary>One query put to one document, until it has looked at so many values.</summary>
internal sealed class JsonPathWalk(JsonElement root, int visits)
{
    private int _left = visits;

    public bool IsExhausted => _left <= 0;

    public List<JsonElement> Select(JsonElement from, IReadOnlyList<JsonPathSegment> segments)
    {
        List<JsonElement> current = [from];
        foreach (var segment in segments)
        {
            var next = new List<JsonElement>();
            foreach (var element in current)
                Step(element, segment, next);

            current = next;
        }

        return IsExhausted ? [] : current;
    }

    private void Step(JsonElement element, JsonPathSegment segment, List<JsonElement> found)
    {
        if (--_left <= 0)
            return;

        foreach (var selector in segment.Selectors)
            Choose(element, selector, found);

        if (!segment.Descends)
            return;

        foreach (var child in Children(element))
            Step(child, segment, found);
    }

    private void Choose(JsonElement element, JsonPathSelector selector, List<JsonElement> found)
    {
        switch (selector)
        {
            case JsonPathSelector.Name name:
                if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name.Key, out var value))
                    found.Add(value);

                break;
            case JsonPathSelector.Index index when element.ValueKind == JsonValueKind.Array:
                var length = element.GetArrayLength();
                var at = index.At < 0 ? length + index.At : index.At;
                if (at >= 0 && at < length)
                    found.Add(element[(int)at]);

                break;
            case JsonPathSelector.Slice slice when element.ValueKind == JsonValueKind.Array:
                Cut(element, slice, found);
                break;
            case JsonPathSelector.Wildcard:
                Take(Children(element), found);
                break;
            case JsonPathSelector.Filter filter:
                Take(Children(element).Where(child => Holds(filter.Condition, child)), found);
                break;
        }
    }

    private void Take(IEnumerable<JsonElement> children, List<JsonElement> found)
    {
        foreach (var child in children)
        {
            if (--_left <= 0)
                return;

            found.Add(child);
        }
    }

    /// <summary>RFC 9535 §2.3.4.2.2.</summary>
    private void Cut(JsonElement array, JsonPathSelector.Slice slice, List<JsonElement> found)
    {
        if (slice.Step == 0)
            return;

        long length = array.GetArrayLength();
        var start = Normal(slice.Start ?? (slice.Step > 0 ? 0 : length - 1));
        var end = slice.End is { } given ? Normal(given) : (slice.Step > 0 ? length : -1);
        var (lower, upper) =
            slice.Step > 0
                ? (Math.Clamp(start, 0, length), Math.Clamp(end, 0, length))
                : (Math.Clamp(end, -1, length - 1), Math.Clamp(start, -1, length - 1));
        var items = array.EnumerateArray().ToList();
        if (slice.Step > 0)
        {
            for (var i = lower; i < upper && --_left > 0; i += slice.Step)
                found.Add(items[(int)i]);
        }
        else
        {
            for (var i = upper; i > lower && --_left > 0; i += slice.Step)
                found.Add(items[(int)i]);
        }

        long Normal(long i) => i >= 0 ? i : length + i;
    }

    private bool Holds(JsonPathCondition condition, JsonElement child) =>
        !IsExhausted
        && condition switch
        {
            JsonPathCondition.Or or => Holds(or.Left, child) || Holds(or.Right, child),
            JsonPathCondition.And and => Holds(and.Left, child) && Holds(and.Right, child),
            JsonPathCondition.Not not => !Holds(not.Inner, child),
            JsonPathCondition.Exists exists => SelectFrom(exists.Query, child).Count > 0,
            JsonPathCondition.Compares compares => JsonPathValue.Compare(
                ValueOf(compares.Left, child),
                compares.Sign,
                ValueOf(compares.Right, child)
            ),
            _ => false,
        };

    private JsonPathValue ValueOf(JsonPathOperand operand, JsonElement child) =>
        operand switch
        {
            JsonPathOperand.Literal literal => literal.Value,
            JsonPathOperand.Query query when SelectFrom(query, child) is [var only] => JsonPathValue.Of(only),
            _ => JsonPathValue.Nothing,
        };

    private List<JsonElement> SelectFrom(JsonPathOperand.Query query, JsonElement child) =>
        Select(query.FromRoot ? root : child, query.Segments);

    private static IEnumerable<JsonElement> Children(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray(),
            JsonValueKind.Object => element.EnumerateObject().Select(property => property.Value),
            _ => [],
        };
}
