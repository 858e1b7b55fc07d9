using System.Text.Json;

namespace Ringback.Model.JsonPaths;

/// <summary>Reads a query by the grammar of RFC 9535.</summary>
internal sealed class JsonPathParser(string text) : JsonPathText(text)
{
    private const int MaxDepth = 16;

    private static readonly string[] Signs = ["==", "!=", "<=", ">=", "<", ">"];

    private int _depth;

    public bool TryParse(out IReadOnlyList<JsonPathSegment> segments, out string error)
    {
        segments = [];
        var good = Take('$') || Fail("does not begin with $");
        good = good && TrySegments(out segments) && (IsAtEnd || Fail("cannot be read further"));
        error = Error;
        return good;
    }

    private bool TrySegments(out IReadOnlyList<JsonPathSegment> segments)
    {
        var read = new List<JsonPathSegment>();
        segments = read;
        while (true)
        {
            var before = At;
            SkipBlanks();
            if (Peek() is not ('.' or '['))
            {
                At = before;
                return true;
            }

            if (!TrySegment(out var segment))
                return false;

            read.Add(segment);
        }
    }

    private bool TrySegment(out JsonPathSegment segment)
    {
        segment = new JsonPathSegment(false, []);
        var descends = Take("..");
        if (Take('['))
            return TryBracket(descends, out segment);

        if (!descends && !Take('.'))
            return Fail("has no '.' or '[' here");

        if (Take('*'))
        {
            segment = new JsonPathSegment(descends, [new JsonPathSelector.Wildcard()]);
            return true;
        }

        var name = TakeWhile(IsNameCharacter);
        if (name.Length == 0)
            return Fail("has no name here");

        segment = new JsonPathSegment(descends, [new JsonPathSelector.Name(name)]);
        return Peek() != '(' || Fail("calls a function: there are none");
    }

    private bool TryBracket(bool descends, out JsonPathSegment segment)
    {
        var selectors = new List<JsonPathSelector>();
        segment = new JsonPathSegment(descends, selectors);
        do
        {
            SkipBlanks();
            if (!TrySelector(out var selector))
                return false;

            selectors.Add(selector);
            SkipBlanks();
        } while (Take(','));

        return Take(']') || Fail("misses a ']'");
    }

    private bool TrySelector(out JsonPathSelector selector)
    {
        selector = new JsonPathSelector.Wildcard();
        switch (Peek())
        {
            case '*':
                At++;
                return true;
            case '?':
                At++;
                SkipBlanks();
                if (!TryOr(out var condition))
                    return false;

                selector = new JsonPathSelector.Filter(condition);
                return true;
            case '\'' or '"':
                if (!TryString(out var key))
                    return false;

                selector = new JsonPathSelector.Name(key);
                return true;
            default:
                return TryIndexOrSlice(out selector);
        }
    }

    private bool TryIndexOrSlice(out JsonPathSelector selector)
    {
        selector = new JsonPathSelector.Wildcard();
        if (!TryInteger(out var start))
            return false;

        SkipBlanks();
        if (!Take(':'))
        {
            if (start is not { } index)
                return Fail("has no selector here");

            selector = new JsonPathSelector.Index(index);
            return true;
        }

        long? step = 1;
        SkipBlanks();
        if (!TryInteger(out var end))
            return false;

        SkipBlanks();
        if (Take(':'))
        {
            SkipBlanks();
            if (!TryInteger(out step))
                return false;
        }

        selector = new JsonPathSelector.Slice(start, end, step ?? 1);
        return true;
    }

    private bool TryOr(out JsonPathCondition condition)
    {
        if (!TryAnd(out condition))
            return false;

        for (SkipBlanks(); Take("||"); SkipBlanks())
        {
            SkipBlanks();
            if (!TryAnd(out var right))
                return false;

            condition = new JsonPathCondition.Or(condition, right);
        }

        return true;
    }

    private bool TryAnd(out JsonPathCondition condition)
    {
        if (!TryBasic(out condition))
            return false;

        for (SkipBlanks(); Take("&&"); SkipBlanks())
        {
            SkipBlanks();
            if (!TryBasic(out var right))
                return false;

            condition = new JsonPathCondition.And(condition, right);
        }

        return true;
    }

    private bool TryBasic(out JsonPathCondition condition)
    {
        condition = null!;
        if (++_depth > MaxDepth)
            return Fail("is nested too deep");

        var negated = Take('!');
        SkipBlanks();
        if (Take('('))
        {
            SkipBlanks();
            if (!TryOr(out condition))
                return false;

            SkipBlanks();
            if (!Take(')'))
                return Fail("misses a ')'");
        }
        else if (!TryTest(negated, out condition))
        {
            return false;
        }

        _depth--;
        if (negated)
            condition = new JsonPathCondition.Not(condition);

        return true;
    }

    /// <summary>A comparison, or a query that must find something.</summary>
    private bool TryTest(bool negated, out JsonPathCondition condition)
    {
        condition = null!;
        if (!TryOperand(out var left))
            return false;

        SkipBlanks();
        if (Array.Find(Signs, Take) is not { } sign)
        {
            if (left is not JsonPathOperand.Query query)
                return Fail("compares a value with nothing");

            condition = new JsonPathCondition.Exists(query);
            return true;
        }

        if (negated)
            return Fail("negates a comparison without brackets around it");

        SkipBlanks();
        if (!TryOperand(out var right))
            return false;

        if (!IsSingular(left) || !IsSingular(right))
            return Fail("compares a query that may find several values");

        condition = new JsonPathCondition.Compares(left, sign, right);
        return true;
    }

    private bool TryOperand(out JsonPathOperand operand)
    {
        operand = null!;
        switch (Peek())
        {
            case '@' or '$':
                var fromRoot = Peek() == '$';
                At++;
                if (++_depth > MaxDepth)
                    return Fail("is nested too deep");

                var read = TrySegments(out var segments);
                _depth--;
                operand = new JsonPathOperand.Query(fromRoot, segments);
                return read;
            case '\'' or '"':
                if (!TryString(out var literal))
                    return false;

                operand = new JsonPathOperand.Literal(JsonPathValue.Of(literal));
                return true;
            default:
                return TryPlainLiteral(out operand);
        }
    }

    private bool TryPlainLiteral(out JsonPathOperand operand)
    {
        operand = null!;
        var start = At;
        var word = TakeWhile((c, _) => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.');
        if (word is not ("true" or "false" or "null") && (word.Length == 0 || char.IsAsciiLetter(word[0])))
            return Fail(Peek() == '(' ? "calls a function: there are none" : "has no value to compare here");

        try
        {
            using var json = JsonDocument.Parse(word);
            operand = new JsonPathOperand.Literal(JsonPathValue.Of(json.RootElement.Clone()));
            return true;
        }
        catch (JsonException)
        {
            At = start;
            return Fail("has no value to compare here");
        }
    }

    private static bool IsSingular(JsonPathOperand operand) =>
        operand is not JsonPathOperand.Query query
        || query.Segments.All(segment =>
            !segment.Descends && segment.Selectors is [JsonPathSelector.Name or JsonPathSelector.Index]
        );

    private static bool IsNameCharacter(char c, bool first) =>
        char.IsAsciiLetter(c) || c is '_' or >= '\x80' || (!first && char.IsAsciiDigit(c));
}
