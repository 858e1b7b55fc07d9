using System.Text;
using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.ProbeWorker.Catalogs;

/// <summary>The newest catalog versions on disk, so that a worker starts without the centre. For one process.</summary>
/// <remarks>Several: the newest may rule only from some minutes on. One JSON object a line.</remarks>
internal sealed partial class CatalogShelf(string path, ILogger log) : ICatalogShelf
{
    private const int Capacity = 4;

    private readonly Lock _lock = new();
    private IReadOnlyList<Catalog> _versions = [];

    /// <summary>Oldest first. A file that cannot be read is no reason not to start: the centre has another.</summary>
    public IReadOnlyList<Catalog> Load()
    {
        lock (_lock)
        {
            try
            {
                if (File.Exists(path))
                    _versions = [.. File.ReadLines(path).Select(Parse)];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                LogUnreadable(e, path);
            }

            return _versions;
        }
    }

    public void Put(Catalog catalog)
    {
        lock (_lock)
        {
            if (_versions.Any(version => version.EffectiveAt == catalog.EffectiveAt))
                return;

            _versions = [.. _versions.Append(catalog).OrderBy(version => version.EffectiveAt).TakeLast(Capacity)];
            try
            {
                Write();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotWritten(e, path);
            }
        }
    }

    private static Catalog Parse(string line) => CatalogJson.Read(line, ModelJson.Default.Catalog);

    /// <summary>Beside, then in place: a crash leaves the old file or the new one.</summary>
    private void Write()
    {
        var beside = path + ".new";
        using (var file = File.Create(beside))
        {
            foreach (var version in _versions)
            {
                JsonSerializer.Serialize(file, version, ModelJson.Default.Catalog);
                file.Write(Encoding.UTF8.GetBytes("\n"));
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    [LoggerMessage(LogLevel.Error, "{Path} cannot be read: starting without a catalog")]
    private partial void LogUnreadable(Exception exception, string path);

    [LoggerMessage(LogLevel.Error, "{Path} cannot be written: the next start would miss this catalog")]
    private partial void LogNotWritten(Exception exception, string path);
}
