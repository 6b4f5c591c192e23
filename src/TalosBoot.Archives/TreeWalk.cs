using TalosBoot.Archives.Trees;

namespace TalosBoot.Archives;

/// <summary>A way through a tree: the directories that were entered, and the names that are still to come.</summary>
/// <param name="root">Where it begins, and which it never leaves.</param>
internal sealed class TreeWalk(DirectoryNode root)
{
    readonly List<(string Name, DirectoryNode Node)> _entered = [];

    /// <summary>Where it has come to.</summary>
    public DirectoryNode Directory => _entered.Count == 0 ? root : _entered[^1].Node;

    /// <summary>The directories, with the root.</summary>
    public int Depth => _entered.Count + 1;

    /// <summary>The names of the directories below the root that were entered.</summary>
    public IEnumerable<string> Names => _entered.Select(entered => entered.Name);

    /// <summary>The names that are still to come, the next one on top.</summary>
    public Stack<string> Missing { get; } = new();

    /// <summary>Puts the names of a path before those that are to come.</summary>
    /// <returns>How many there are.</returns>
    public int Push(string path)
    {
        var names = path.Split('/');
        foreach (var name in names.Reverse().Where(name => name is not ("" or ".")))
        {
            Missing.Push(name);
        }

        return names.Length;
    }

    /// <summary>Goes into the directory that the next name stands for.</summary>
    public void Enter(DirectoryNode directory) => _entered.Add((Missing.Pop(), directory));

    /// <summary>Goes back, for a next name of <c>..</c>; the root is its own parent.</summary>
    public void Leave()
    {
        Missing.Pop();
        if (_entered.Count > 0)
        {
            _entered.RemoveAt(_entered.Count - 1);
        }
    }

    /// <summary>Puts the target of the link that the next name stands for in its place.</summary>
    /// <returns>How many names the target has.</returns>
    public int Follow(string target)
    {
        Missing.Pop();
        if (target.StartsWith('/'))
        {
            _entered.Clear();
        }

        return Push(target);
    }
}
