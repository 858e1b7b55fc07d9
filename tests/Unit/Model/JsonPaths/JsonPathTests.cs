using System.Text.Json;
using Ringback.Model.JsonPaths;

namespace Ringback.Tests.Unit.Model.JsonPaths;

/// <summary>The examples of RFC 9535, and the ways in which a document may be a trap.</summary>
public sealed class JsonPathTests
{
    /// <summary>RFC 9535 §1.5.</summary>
    private const string Store = """
        { "store": {
            "book": [
              { "category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95 },
              { "category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99 },
              { "category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8.99 },
              { "category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings", "isbn": "0-395-19395-8", "price": 22.99 }
            ],
            "bicycle": { "color": "red", "price": 399 }
        } }
        """;

    [Theory]
    [InlineData("$.store.book[*].author", "Nigel Rees|Evelyn Waugh|Herman Melville|J. R. R. Tolkien")]
    [InlineData("$..author", "Nigel Rees|Evelyn Waugh|Herman Melville|J. R. R. Tolkien")]
    [InlineData("$.store..price", "8.95|12.99|8.99|22.99|399")]
    [InlineData("$..book[2].title", "Moby Dick")]
    [InlineData("$..book[2].publisher", "")]
    [InlineData("$..book[-1].title", "The Lord of the Rings")]
    [InlineData("$..book[0,1].title", "Sayings of the Century|Sword of Honour")]
    [InlineData("$..book[:2].title", "Sayings of the Century|Sword of Honour")]
    [InlineData("$..book[?@.isbn].title", "Moby Dick|The Lord of the Rings")]
    [InlineData("$..book[?@.price<10].title", "Sayings of the Century|Moby Dick")]
    [InlineData("$['store']['bicycle'][\"color\"]", "red")]
    [InlineData("$.store.book[?@.price < 10 && @.category == 'fiction'].title", "Moby Dick")]
    [InlineData("$.store.book[?!(@.isbn) || @.price > 20].author", "Nigel Rees|Evelyn Waugh|J. R. R. Tolkien")]
    [InlineData("$.store.book[?@.price > $.store.bicycle.price].title", "")]
    [InlineData("$.store.bicycle", "{ \"color\": \"red\", \"price\": 399 }")]
    public void Selects_what_the_standard_says(string path, string selected) =>
        Assert.Equal(selected, string.Join('|', Select(path, Store)));

    /// <summary>RFC 9535 §2.3.4.3 and §2.3.3.3.</summary>
    [Theory]
    [InlineData("$[1:3]", "b|c")]
    [InlineData("$[5:]", "f|g")]
    [InlineData("$[1:5:2]", "b|d")]
    [InlineData("$[5:1:-2]", "f|d")]
    [InlineData("$[::-1]", "g|f|e|d|c|b|a")]
    [InlineData("$[::0]", "")]
    [InlineData("$[-2]", "f")]
    [InlineData("$[7]", "")]
    [InlineData("$[*]", "a|b|c|d|e|f|g")]
    public void Slices_as_the_standard_says(string path, string selected) =>
        Assert.Equal(selected, string.Join('|', Select(path, """["a","b","c","d","e","f","g"]""")));

    /// <summary>RFC 9535 §2.3.5.3.</summary>
    [Theory]
    [InlineData("$.a[?@.b == 'kilo']", "{\"b\":\"kilo\"}")]
    [InlineData("$.a[?@>3.5]", "5|4|6")]
    [InlineData("$.a[?@.b]", "{\"b\":\"j\"}|{\"b\":\"k\"}|{\"b\":{}}|{\"b\":\"kilo\"}")]
    [InlineData(
        "$[?@.*]",
        "[3,5,1,2,4,6,{\"b\":\"j\"},{\"b\":\"k\"},{\"b\":{}},{\"b\":\"kilo\"}]|{\"p\":1,\"q\":2,\"r\":3,\"s\":5,\"t\":{\"u\":6}}"
    )]
    [InlineData("$.a[?@<2 || @.b == \"k\"]", "1|{\"b\":\"k\"}")]
    [InlineData("$.o[?@>1 && @<4]", "2|3")]
    [InlineData("$.o[?@.u || @.x]", "{\"u\":6}")]
    [InlineData("$.a[?@.b == $.x]", "3|5|1|2|4|6")]
    public void Filters_as_the_standard_says(string path, string selected) =>
        Assert.Equal(
            selected,
            string.Join(
                '|',
                Select(
                    path,
                    """{"a":[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],"o":{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}},"e":"f"}"""
                )
            )
        );

    [Theory]
    [InlineData("")]
    [InlineData("store")]
    [InlineData("$.")]
    [InlineData("$.store.")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[01]")]
    [InlineData("$[-0]")]
    [InlineData("$[1.5]")]
    [InlineData("$[9007199254740993]")]
    [InlineData("$['a]")]
    [InlineData("$['\\x']")]
    [InlineData("$[?]")]
    [InlineData("$[?@.a==]")]
    [InlineData("$[?@..a == 1]")]
    [InlineData("$[?length(@.a) > 1]")]
    [InlineData("$[?(@.a]")]
    [InlineData("$ x")]
    [InlineData("$[?@.a == 01]")]
    public void Refuses_what_is_no_query(string path)
    {
        Assert.False(JsonPath.TryParse(path, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_query_of_many_descents_is_given_up_in_time()
    {
        var deep = string.Concat(Enumerable.Repeat("[[[", 20)) + string.Concat(Enumerable.Repeat("]]]", 20));
        var wide = $"[{string.Join(',', Enumerable.Repeat(deep, 500))}]";
        using var json = JsonDocument.Parse(wide);
        Assert.True(JsonPath.TryParse("$..*..*..*..*", out var path, out _));

        Assert.False(path.TrySelect(json.RootElement, out var selected));
        Assert.Empty(selected);
    }

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Gen.String[Gen.Char["$.@[]()*?!&|=<>'\"\\:,-0129aeltru \n\u00e9"], 0, 40]
            .Sample(text => JsonPath.TryParse(text, out var path, out var error) ? path is not null : error.Length > 0);

    private static IEnumerable<string> Select(string path, string json)
    {
        Assert.True(JsonPath.TryParse(path, out var parsed, out var error), error);
        using var document = JsonDocument.Parse(json);
        Assert.True(parsed.TrySelect(document.RootElement, out var selected));
        return [.. selected.Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText())];
    }
}
