namespace Ringback.Aggregator.Alerts;

/// <summary>What proves us to a receiver: never logged, and no part of any text.</summary>
/// <remarks>That of a file is read at each use, so that whoever changes it there restarts nothing.</remarks>
internal sealed class Secret
{
    private readonly string? _file;
    private readonly int _least;
    private volatile string _last;

    /// <param name="text">What it is, or was when its file was read first.</param>
    /// <param name="file">Null where it is in none.</param>
    /// <param name="least">How many characters it has at least.</param>
    public Secret(string text, string? file = null, int least = 1) => (_last, _file, _least) = (text, file, least);

    /// <summary>As it is now; as it was last where its file holds none, as in the middle of being written.</summary>
    public string Read()
    {
        if (_file is null)
            return _last;

        try
        {
            if (File.ReadAllText(_file).Trim() is var text && text.Length >= _least)
                _last = text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The one before may still do; where it does not, the receiver says so, and that is logged.
        }

        return _last;
    }
}
