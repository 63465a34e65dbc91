// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Remembers roots of public logs: what a sender wrote for a log and a size is never changed again.
/// Holds hashes and sizes only; nothing in it is about a person, and it takes no money.
contract CheckpointAnchor {
    struct Kept {
        bytes32 root;
        uint64 time;
    }

    /// By sender, SHA-256 of the log's origin, and size of the tree.
    mapping(address => mapping(bytes32 => mapping(uint64 => Kept))) public kept;

    event Anchored(address indexed sender, bytes32 indexed log, uint64 size, bytes32 root);
    error AnotherRoot();

    /// Keeps a root with the time of the block. The same again changes nothing; another root is refused.
    function anchor(bytes32 log, uint64 size, bytes32 root) external {
        Kept storage one = kept[msg.sender][log][size];
        if (one.time != 0) {
            if (one.root != root) revert AnotherRoot();
            return;
        }
        one.root = root;
        one.time = uint64(block.timestamp);
        emit Anchored(msg.sender, log, size, root);
    }
}
