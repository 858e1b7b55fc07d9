namespace Ringback.Store.Results.Packing;

/// <summary>Different strings of bytes in the order in which they came up.</summary>
internal sealed class ByteList
{
    private readonly List<byte[]> _all = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public int Count => _all.Count;

    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public int Room => 10 + _all.Sum(each => 10 + each.Length);

    /// <exception cref="InvalidDataException">There is none.</exception>
    public byte[] this[long place] =>
        place >= 0 && place < _all.Count ? _all[(int)place] : throw PackedReader.Damaged("a list is too short");

    public int PlaceOf(byte[] bytes)
    {
        var key = Convert.ToHexString(bytes);
        if (_places.TryGetValue(key, out var place))
            return place;

        _all.Add(bytes);
        return _places[key] = _all.Count - 1;
    }

    public void Write(ref PackedWriter bytes)
    {
        bytes.Number((ulong)_all.Count);
        foreach (var each in _all)
        {
            bytes.Number((ulong)each.Length);
            bytes.Bytes(each);
        }
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ByteList Read(ref PackedReader bytes)
    {
        var list = new ByteList();
        for (var count = bytes.Places(); count > 0; count--)
            list._all.Add(bytes.Bytes(bytes.Number()).ToArray());

        return list;
    }
}
