-- One row: how many stays have a run of N on the board that lies outside the stay, so that no ready date was taken from it.
-- Reads stay.
select cast(sum(s.board_ready_ignored) as bigint) as stays
from stay s
