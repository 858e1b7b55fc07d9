using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.CatalogFiles.Parts;
using Ringback.CatalogFiles.Reading;

namespace Ringback.CatalogFiles;

/// <summary>
/// The JSON Schema of a catalog file, for editors. Nobody wrote it: the readers of catalogs read a file that is none, and what they ask for is
/// what there is. It knows every key and what stands there, not what one key means for another: for that there is <see cref="CatalogFile"/>.
/// </summary>
public static class CatalogSchema
{
    private static readonly Lazy<string> Written = new(Write);

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON Schema 2020-12.</summary>
    public static string Text => Written.Value;

    private static string Write()
    {
        var root = new Schema.SchemaNode();
        foreach (var everything in new[] { true, false })
            Explore(root, everything);

        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Ringback catalog",
        };
        foreach (var (name, value) in root.Write())
            schema[name] = value?.DeepClone();

        return schema.ToJsonString(Indented);
    }

    /// <summary>By each point that is come to, the ways that are not gone by themselves.</summary>
    private static void Explore(Schema.SchemaNode root, bool everything)
    {
        var ways = new Queue<(string? Point, int Way)>([(null, 0)]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (ways.TryDequeue(out var next))
        {
            var tried = new Schema.Exploration(everything, next.Point, next.Way);
            CatalogReader.Read(
                new Schema.Sketch("", root, tried),
                new ErrorList(""),
                new VariableValues(new Dictionary<string, string>())
            );
            foreach (var (point, count) in tried.Ways.Where(each => seen.Add(each.Key)))
            {
                for (var way = 1; way < count; way++)
                    ways.Enqueue((point, way));
            }
        }
    }
}
