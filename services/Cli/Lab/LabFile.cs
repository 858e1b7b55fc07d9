using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringback.Cli.Lab;

/// <summary>
/// <c>lab.json</c> in the run folder: the servers with everything filled in. Who their processes are is not in it: each server's
/// <c>process</c> file says so, written by the process itself.
/// </summary>
internal sealed record LabFile
{
    private const string Name = "lab.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter<Signal>() },
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
    };

    public IReadOnlyList<Server> Servers { get; init; } = [];

    /// <summary>False while the lab comes up, and after an up that crashed.</summary>
    public bool IsUp { get; init; }

    public static LabFile? Read(string runFolder)
    {
        var path = Path.Combine(runFolder, Name);
        return File.Exists(path) ? JsonSerializer.Deserialize<LabFile>(File.ReadAllText(path), Json) : null;
    }

    public static void Delete(string runFolder) => File.Delete(Path.Combine(runFolder, Name));

    /// <summary>Readers see the old file or the new one, never half.</summary>
    public void Write(string runFolder)
    {
        var path = Path.Combine(runFolder, Name);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, Json));
        File.Move(path + ".new", path, overwrite: true);
    }
}
