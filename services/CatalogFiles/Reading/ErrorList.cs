using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles.Reading;

/// <summary>Collects the errors of one file: each once, though a default is read for every target.</summary>
internal sealed class ErrorList(string file)
{
    /// <summary>A file with more is hardly a catalog; the rest is counted.</summary>
    public const int MaxErrors = 500;

    private readonly HashSet<CatalogError> _errors = [];
    private int _left;

    public int Count => _errors.Count;

    /// <summary>Whether further errors are only counted.</summary>
    public bool IsFull => _errors.Count >= MaxErrors;

    public void Add(Position at, string field, string problem, string mend)
    {
        var error = new CatalogError(file, at.Line, at.Column, field, problem, mend);
        if (!IsFull)
            _errors.Add(error);
        else if (!_errors.Contains(error))
            _left++;
    }

    public IReadOnlyList<CatalogError> InOrder()
    {
        var errors = _errors.OrderBy(e => e.Line).ThenBy(e => e.Column).ToList();
        if (_left > 0)
            errors.Add(new CatalogError(file, 0, 0, "", $"there are {_left} more errors", "mend these first"));

        return errors;
    }
}
